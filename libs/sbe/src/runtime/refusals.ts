import { SbeError } from './sbe-error.ts'

// The refusals of generated code, out of the way of its fast paths: each throws, and none returns.

/** Throws for a value that a field does not take. */
export function refuseValue(field: string, value: unknown, taken: string): never {
  throw new SbeError('VALUE_OUT_OF_RANGE', `${field} takes ${taken}: ${String(value)}`)
}

/** Throws for a number that is not exact. */
export function refuseUnsafe(field: string, value: unknown): never {
  throw new SbeError('UNSAFE_INTEGER', `${field} is not exact as a number, use its bigint: ${String(value)}`)
}

/** A 64-bit integer that is in a range, or null. Throws an {@link SbeError} with `VALUE_OUT_OF_RANGE` for another. */
export function inRange<Value extends bigint | null>(
  field: string,
  value: Value,
  minimum: bigint,
  maximum: bigint,
): Value {
  if (value === null || (typeof value === 'bigint' && value >= minimum && value <= maximum)) return value
  return refuseValue(field, value, `${minimum} to ${maximum}`)
}

/** Throws for a message that would go beyond its buffer. */
export function refuseRoom(view: DataView, at: number, length: number): never {
  throw new SbeError('BUFFER_TOO_SHORT', `${length} octets at ${at} are not in a buffer of ${view.byteLength}`)
}

/** Throws for a block that has not all fields of its version. */
export function refuseBlock(version: number, needed: number, length: number): never {
  throw new SbeError('BLOCK_TOO_SHORT', `a block of version ${version} has ${needed} octets: ${length}`)
}

/** Throws for a 64-bit integer that no number says exactly, by its upper half. */
export function refuseUpperHalf(field: string, high: number): never {
  const text = `${field} is not exact as a number, use its bigint: its upper half is ${high}`
  throw new SbeError('UNSAFE_INTEGER', text)
}

/** Throws for an index that an array does not have. */
export function refuseIndex(field: string, index: number, length: number): never {
  throw new SbeError('INDEX_OUT_OF_RANGE', `${field} has ${length} values, from 0: ${index}`)
}

/** Throws for a name that an enumeration or set does not have. */
export function refuseName(type: string, name: unknown): never {
  throw new SbeError('UNKNOWN_VALUE', `${type} has no value ${JSON.stringify(name)}`)
}

/** Throws for more entries than a group takes. */
export function refuseCount(group: string, count: unknown, minimum: number, maximum: number): never {
  throw new SbeError('GROUP_TOO_LARGE', `${group} takes ${minimum} to ${maximum} entries: ${String(count)}`)
}

/** Throws for an entry beyond the last of a group. */
export function refuseEntry(group: string, count: number): never {
  throw new SbeError('GROUP_EXHAUSTED', `${group} has ${count} entries, and all of them were written`)
}

/** Throws for data that is longer than its length can say. */
export function refuseData(field: string, length: number, maximum: number): never {
  throw new SbeError('DATA_TOO_LONG', `${field} takes at most ${maximum} octets: ${length}`)
}

/** Throws for a message that is another than the one it is read as. */
export function refuseTemplate(message: string, templateId: number, schemaId: number): never {
  const text = `this is template ${templateId} of schema ${schemaId}, not ${message}`
  throw new SbeError('WRONG_TEMPLATE', text)
}
