/** A value of a message as a plain one: what generated objects and the decoding without generation are made of. */
export type PlainValue = number | bigint | string | null | Uint8Array | readonly PlainValue[] | PlainObject

/** A message, composite or entry as a plain object. */
export interface PlainObject {
  readonly [name: string]: PlainValue
}

/**
 * Prints the plain value of a message as JSON: 64-bit integers as decimal text, octets as `{"hex": "..."}`, and what
 * is no number as null. Messages are not deeper than their schema, so neither is the text.
 */
export function jsonOf(value: unknown, space?: number): string {
  return JSON.stringify(value, (_, part: unknown) => printable(part), space)
}

function printable(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return { hex: hexOf(value) }
  return value
}

/** Octets as hexadecimal text. */
export function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
}
