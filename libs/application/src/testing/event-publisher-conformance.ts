import type { Event } from '../events/event.ts'
import { TradingFlow } from '../flow/trading-flow.ts'
import type { EventPublisher } from '../ports/event-publisher.ts'
import { expectEqual, expectThat } from './conformance-case.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { sampleHistory } from './sample-history.ts'

/** A publisher, and the other end of it. */
export interface PublisherHarness {
  readonly publisher: EventPublisher
  /** Everything that came out at the other end, in order; called once all was published. */
  received(): readonly Event[] | Promise<readonly Event[]>
  /** Called at the end of each case. */
  dispose(): void | Promise<void>
}

type CaseBody = (harness: PublisherHarness) => Promise<void>

/** Everything that the exchange relies on in an event publisher that passes on all events; run it over your own. */
export function eventPublisherConformance(
  create: () => PublisherHarness | Promise<PublisherHarness>,
): ConformanceCase[] {
  return CASES.map(([name, body]) => ({
    name,
    run: async () => {
      const harness = await create()
      try {
        await body(harness)
      } finally {
        await harness.dispose()
      }
    },
  }))
}

const CASES: readonly (readonly [string, CaseBody])[] = [
  ['passes on every event once, in order and unchanged', passesOnAll],
  ['takes the events of one command at a time', takesCommandByCommand],
  ['takes no events at all', takesNothing],
]

async function passesOnAll(harness: PublisherHarness): Promise<void> {
  const events = sampleEvents(300).flat()
  harness.publisher.publish(events, 0)
  expectEqual(await harness.received(), events, 'the events received')
}

async function takesCommandByCommand(harness: PublisherHarness): Promise<void> {
  const published = sampleEvents(150)
  for (const events of published) harness.publisher.publish(events, 0)
  expectEqual(await harness.received(), published.flat(), 'the events received')
}

async function takesNothing(harness: PublisherHarness): Promise<void> {
  harness.publisher.publish([], 0)
  expectEqual(await harness.received(), [], 'the events received')
}

function sampleEvents(length: number): (readonly Event[])[] {
  const flow = new TradingFlow()
  const events = sampleHistory({ length }).map((command) => flow.apply(command))
  expectThat(events.flat().some(({ type }) => type === 'TradeExecuted'), 'the sample trades')
  return events
}
