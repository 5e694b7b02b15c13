import { CONFIGURATION_LENGTH_MAX } from '../commands/command-shape.ts'
import { asciiJson } from '../encoding/ascii.ts'
import type { PluginChoice, PluginChoices, PluginSlot, Policies } from '../plugins/plugin.ts'
import { PluginError } from '../plugins/policy.ts'
import type { FlowLimits } from './flow-limits.ts'

/** The journal was written under another configuration, of which a plugin is neither chosen now nor known. */
export class ConfigurationMismatchError extends Error {
  override readonly name: string = 'ConfigurationMismatchError'
  /** The configuration that the journal's commands were decided under. */
  readonly recorded: string
  /** The one given. */
  readonly given: string

  /** Both configurations as {@link configurationText} gives them. */
  constructor(recorded: string, given: string) {
    super(
      `the journal has commands that were decided under another configuration: ${differenceOf(recorded, given)}; ` +
        'start with that configuration, stop cleanly, then change it',
    )
    this.recorded = recorded
    this.given = given
  }
}

/** The plugins' options and the limits make a text that is too long to be journaled. */
export class ConfigurationTooLongError extends Error {
  override readonly name: string = 'ConfigurationTooLongError'
  /** Its characters. */
  readonly length: number
  /** The most that it may have. */
  readonly limit: number

  /** How long it is, and how long it may be. */
  constructor(length: number, limit: number) {
    super(`the configuration is too long for the journal: length=${length} limit=${limit}`)
    this.length = length
    this.limit = limit
  }
}

/** Throws a {@link ConfigurationTooLongError} where a configuration could be written and not be read back. */
export function checkConfigurationLength({ length }: string): void {
  if (length > CONFIGURATION_LENGTH_MAX) throw new ConfigurationTooLongError(length, CONFIGURATION_LENGTH_MAX)
}

/**
 * The configuration that decides what a flow does, as one canonical text: equal texts decide equally. Plugins by name
 * and version with their options, the limits, and the number of the flow where it is not 0.
 */
export function configurationText(plugins: PluginChoices, limits: FlowLimits, flowNumber = 0): string {
  const chosen = { risk: choiceOf(plugins.risk), fees: choiceOf(plugins.fees), clearing: choiceOf(plugins.clearing) }
  const numbered = flowNumber === 0 ? {} : { flowNumber }
  return canonical({ ...chosen, limits, ...numbered }, 'configuration')
}

/** The policies that the choices make. */
export function createPolicies(plugins: PluginChoices): Policies {
  return { risk: policyOf(plugins, 'risk'), fees: policyOf(plugins, 'fees'), clearing: policyOf(plugins, 'clearing') }
}

function policyOf<Slot extends PluginSlot>(plugins: PluginChoices, slot: Slot): Policies[Slot] {
  const choice: PluginChoice<Slot> = plugins[slot]
  // A plugin for another slot would fail in the middle of a trade.
  if (choice.plugin.slot !== slot) throw new PluginError(`the slot ${slot} has a plugin for ${choice.plugin.slot}: ${choice.plugin.name}`)
  return choice.plugin.create(choice.options)
}

function choiceOf({ plugin, options }: PluginChoice<PluginSlot>): unknown {
  return { plugin: plugin.name, version: plugin.version ?? 1, options: options ?? null }
}

/** JSON in ASCII with sorted keys; throws where JSON would lose something. */
function canonical(value: unknown, path: string): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return asciiJson(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (Array.isArray(value)) return `[${Array.from(value, (item: unknown, index) => canonical(item, `${path}[${index}]`)).join(',')}]`
  if (typeof value !== 'object' || !isPlain(value)) throw new PluginError(`${path}: options are plain data, not ${kindOf(value)}`)
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  const sorted = entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${sorted.map(([key, field]) => `${asciiJson(key)}:${canonical(field, `${path}.${key}`)}`).join(',')}}`
}

/** Whether JSON says all of an object: a Map or a Date it does not. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function kindOf(value: unknown): string {
  return typeof value === 'object' ? Object.prototype.toString.call(value) : `a ${typeof value}`
}

function differenceOf(recorded: string, given: string): string {
  const [was, is] = [partsOf(recorded), partsOf(given)]
  const names = Object.keys({ ...was, ...is }).filter((part) => was[part] !== is[part])
  return names.map((part) => `${part} was ${was[part] ?? 'none'}, is ${is[part] ?? 'none'}`).join('; ') || 'unreadable'
}

function partsOf(configuration: string): Readonly<Record<string, string>> {
  if (configuration === '') return {}
  try {
    const parts: unknown = JSON.parse(configuration)
    if (typeof parts !== 'object' || parts === null) return {}
    return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, JSON.stringify(part)]))
  } catch {
    return { configuration }
  }
}
