import { MAX_UNITS } from '@openlob/domain'
import { PluginError } from './policy.ts'

/** The options of a plugin as an object; throws where they are none, or have a key that the plugin does not know. */
export function optionsOf(
  options: unknown,
  known: readonly string[],
  where: string,
): Readonly<Record<string, unknown>> {
  if (options === undefined || options === null) return {}
  if (typeof options !== 'object' || Array.isArray(options)) throw new PluginError(`${where}: options are an object`)
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw new PluginError(`${where}: unknown option ${key}; known are ${known.join(', ')}`)
  return options as Record<string, unknown>
}

/** A whole number from `least` to `most`; throws where it is another. */
export function integerOption(value: unknown, where: string, least: number, most: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw new PluginError(`${where}: a whole number from ${least} to ${most} is wanted, not ${shown(value)}`)
}

/** An amount in base units: a whole number, or decimal digits as text where it is larger than 2^53 − 1. */
export function unitsOption(value: unknown, where: string): bigint {
  const whole = typeof value === 'number' && Number.isSafeInteger(value)
  const digits = typeof value === 'string' && /^[0-9]{1,19}$/.test(value)
  if (whole || digits) {
    const units = BigInt(value)
    if (units >= 0n && units <= MAX_UNITS) return units
  }
  throw new PluginError(`${where}: an amount in base units from 0 to ${MAX_UNITS} is wanted, not ${shown(value)}`)
}

/** A list; throws where it is none or empty. */
export function listOption(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value
  throw new PluginError(`${where}: a list with at least one entry is wanted, not ${shown(value)}`)
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value).slice(0, 80)
}
