import type { Command } from 'commander'
import type { Configuration } from '../configuration/configuration.ts'
import { flowDirectory, MAIN_FLOW } from '../create-exchange.ts'
import { OperatorError } from '../operator-error.ts'

/** What the option says. */
export interface FlowOption {
  readonly flow: string
}

/** Adds the option that says of which flow the history is wanted. */
export function withFlow(command: Command): Command {
  return command.option('--flow <name>', 'the flow, where the configuration has several', MAIN_FLOW)
}

/** Where a flow of a configuration keeps everything, and its number. Throws an {@link OperatorError} for no flow. */
export function chosenFlow(
  { data, flows }: Configuration,
  { flow: name }: FlowOption,
): { readonly dataDirectory: string; readonly flowNumber: number } {
  const flow = flows.find((each) => each.name === name)
  if (name !== MAIN_FLOW && flow === undefined) {
    const known = [MAIN_FLOW, ...flows.map((each) => each.name)].join(', ')
    throw new OperatorError(`there is no flow ${name} in the configuration, but ${known}; name the exchange's file with --config`)
  }
  return { dataDirectory: flowDirectory(data, name), flowNumber: flow?.number ?? 0 }
}
