import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { FlowGroup } from '@openlob/application'
import type { ExchangeFailure, ExchangeService, FlowFailure, GroupedFlow, PluginChoices } from '@openlob/application'
import type { ResolvedConfiguration } from './configuration/resolve-configuration.ts'
import { createFlow } from './create-flow.ts'
import type { FlowTerms } from './create-flow.ts'

/** The name of the flow that has what no other has. */
export const MAIN_FLOW = 'main'

/** Where the other flows keep everything, in the data directory. */
export const FLOWS_DIRECTORY = 'flows'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 30_000

/** What an exchange is created from. */
export interface CreateExchangeOptions {
  readonly resolved: ResolvedConfiguration
  readonly dataDirectory: string
  readonly pluginDirectory: string
  readonly plugins: PluginChoices
  /** Something went wrong in the only flow, or in one of several. */
  readonly onError: (failure: ExchangeFailure | FlowFailure) => void
  /** One of several flows had failed and runs again. */
  readonly onRestarted: (flow: string) => void
}

/** An exchange, and its flows where it has several. */
export interface CreatedExchange {
  readonly exchange: ExchangeService
  readonly group: FlowGroup | undefined
}

/** The exchange as the configuration has it: one flow, or several. Not yet started. */
export function createExchange(options: CreateExchangeOptions): CreatedExchange {
  const { resolved, dataDirectory, onError, onRestarted } = options
  const { threads, flows } = resolved.configuration
  const run = ({ always: 'threads', never: 'here', auto: 'auto' } as const)[threads.use]
  const mainTerms: FlowTerms = { dataDirectory, flowNumber: 0, run, tier: threads.tier, cpus: threads.cpus }
  if (flows.length === 0) {
    const exchange = createFlow(options, mainTerms, { publishAfter: undefined, onError })
    return { exchange, group: undefined }
  }
  const grouped = (name: string, instruments: readonly string[], terms: FlowTerms): GroupedFlow => {
    const { flowNumber } = terms
    return { name, flowNumber, instruments, create: (wiring) => createFlow(options, terms, wiring) }
  }
  const others = flows.map(({ name, number: flowNumber, instruments, run: place, tier, cpus }) => {
    const directory = flowDirectory(dataDirectory, name)
    return grouped(name, instruments, { dataDirectory: directory, flowNumber, run: place, tier, cpus })
  })
  const pause = (failures: number): Promise<void> =>
    setTimeout(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), undefined, { ref: false })
  const group = new FlowGroup({ flows: [grouped(MAIN_FLOW, [], mainTerms), ...others], pause, onError, onRestarted })
  return { exchange: group, group }
}

/** Where a flow keeps everything: the main one in the data directory itself, as it does where it is alone. */
export function flowDirectory(dataDirectory: string, name: string): string {
  return name === MAIN_FLOW ? dataDirectory : join(dataDirectory, FLOWS_DIRECTORY, name)
}
