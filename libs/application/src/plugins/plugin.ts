import type { ClearingPolicy } from './clearing.ts'
import type { FeePolicy } from './fees.ts'
import { PluginError } from './policy.ts'
import type { RiskPolicy } from './risk.ts'

/** The places where the flow can be extended, with what stands in each. */
export interface Policies {
  /** Accepts or refuses an order before money is held for it. */
  readonly risk: RiskPolicy
  /** Says what a trade costs either side. */
  readonly fees: FeePolicy
  /** Says what a trade moves between accounts. */
  readonly clearing: ClearingPolicy
}

/** The name of a slot. */
export type PluginSlot = keyof Policies

/** What a plugin package exports: a named way to make a policy for one slot. */
export interface Plugin<Slot extends PluginSlot = PluginSlot> {
  readonly slot: Slot
  /** Letters, digits and `-`, unique in its slot. */
  readonly name: string
  /** 1 where left out. Raise it whenever equal options decide otherwise than before. */
  readonly version?: number
  /** A policy from the configuration's options; throws a {@link PluginError} that names the option that cannot be. */
  create(options: unknown): Policies[Slot]
}

/** A plugin with the options that it is created from: plain data that JSON can hold, undefined for its defaults. */
export interface PluginChoice<Slot extends PluginSlot> {
  readonly plugin: Plugin<Slot>
  readonly options?: unknown
}

/** A choice for each slot. */
export type PluginChoices = { readonly [Slot in PluginSlot]: PluginChoice<Slot> }

const NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/

/**
 * Takes a plugin out of an imported module: its `default` export, its export `plugin`, or the value itself. Throws a
 * {@link PluginError} where it is none for this slot. The application does the import.
 */
export function loadPlugin<Slot extends PluginSlot>(module: unknown, slot: Slot): Plugin<Slot> {
  const exported = isObject(module) ? (module['default'] ?? module['plugin'] ?? module) : module
  if (!isObject(exported)) throw new PluginError('a plugin module exports an object { slot, name, create }')
  const { slot: actual, name, version, create } = exported
  if (actual !== slot) throw new PluginError(`a plugin for the slot ${slot} is wanted, this is for ${String(actual)}`)
  if (typeof name !== 'string' || !NAME.test(name))
    throw new PluginError(`a plugin's name has 1 to 64 letters, digits and -: ${String(name)}`)
  if (version !== undefined && !isVersion(version))
    throw new PluginError(`a plugin's version is a positive integer: ${name} ${JSON.stringify(version)}`)
  if (typeof create !== 'function') throw new PluginError(`a plugin has a function create: ${name}`)
  return exported as unknown as Plugin<Slot>
}

function isVersion(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
