import { MemoryJournal, MemorySnapshotStore, STATELESS } from '@openlob/application'
import type { JournalListener, JournalOpening, RiskPolicy , priceBand} from '@openlob/application'
import type { FlowParts } from '../src/index.ts'

/** What is to go wrong in which thread. */
export interface Broken {
  readonly what: 'parts' | 'journal opening' | 'journal writing' | 'engine' | 'snapshots' | 'journal thread' | 'configuration' | 'nothing'
  /** Commands that go well before. */
  readonly after: number
}

class LocatedError extends Error {
  override readonly name = 'LocatedError'
  readonly location = 'segment-7'
  readonly offset = 42
}

class BrokenJournal extends MemoryJournal {
  readonly #broken: Broken
  #listener: JournalListener | undefined

  constructor(broken: Broken) {
    super()
    this.#broken = broken
  }

  override open(listener: JournalListener): Promise<JournalOpening> {
    this.#listener = listener
    if (this.#broken.what === 'journal opening') return Promise.reject(new LocatedError('damaged'))
    return super.open(listener)
  }

  override append(sequence: number, payload: Uint8Array): void {
    if (sequence <= this.#broken.after) super.append(sequence, payload)
    else if (this.#broken.what === 'journal writing') this.#listener?.onFailure(new Error('disk full'))
    else if (this.#broken.what === 'journal thread') process.exit(3)
    else super.append(sequence, payload)
  }
}

class BrokenSnapshots extends MemorySnapshotStore {
  override save(): Promise<void> {
    return Promise.reject(new Error('no space'))
  }
}

function riskThatBreaks({ what, after }: Broken): { readonly plugin: typeof priceBand; readonly options: unknown } {
  let checked = 0
  const check: RiskPolicy['check'] = () => {
    checked += 1
    if (what === 'engine' && checked > after) throw new Error('a defect')
    return undefined
  }
  const options = what === 'configuration' ? { long: 'x'.repeat(after) } : {}
  return { plugin: { slot: 'risk', name: 'broken', create: () => ({ ...STATELESS, check }) }, options }
}

/** Parts of which one does not do what it should. */
export function flowParts(settings: unknown): FlowParts {
  const broken = settings as Broken
  if (broken.what === 'parts') throw new Error('no such plugin')
  return {
    journal: () => new BrokenJournal(broken),
    snapshots: () => (broken.what === 'snapshots' ? new BrokenSnapshots() : new MemorySnapshotStore()),
    clock: () => ({ nowUs: () => 1_000 }),
    flow: { plugins: { risk: riskThatBreaks(broken) } },
  }
}
