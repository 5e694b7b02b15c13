import type { Constant, Encoding, Presence } from './layout.ts'
import type { Reading } from './reading.ts'
import type { TypeLookup } from './type-lookup.ts'
import { plainValue, referredValue } from './value-ref.ts'
import type { Element } from './xml.ts'

/** The presence of a field or member: its own, or that of its type. A constant type is constant wherever it is used. */
export function presenceOf(reading: Reading, element: Element, encoding: Encoding): Presence {
  const own = element.name === 'type' ? undefined : reading.presence(element)
  const inherited = 'presence' in encoding ? encoding.presence : 'required'
  if (inherited === 'constant') return 'constant'
  const presence = own ?? inherited
  if (presence === 'optional' && encoding.kind === 'set') {
    reading.report(element, 'presence', 'a set has no value that says "none", so it cannot be optional')
  }
  return presence
}

/** What a constant field or member is; undefined where that is wrong, which is reported. */
export function constantOf(
  reading: Reading,
  element: Element,
  encoding: Encoding,
  types: TypeLookup,
): Constant | undefined {
  // The constant of a type, or its lack, has been seen to with the type.
  if ('presence' in encoding && encoding.presence === 'constant') return encoding.constant
  if (reading.text(element, 'valueRef') === undefined) {
    reading.report(element, 'constant', 'it is constant, but neither its type nor a `valueRef` says what it is')
    return undefined
  }
  const referred = referredValue(reading, element, types)
  if (referred === undefined) return undefined
  if (encoding.kind === 'scalar') return plainValue(referred)
  if (encoding === referred.enumeration) return referred.value.name
  reading.report(element, 'value-ref', `\`valueRef\` is of ${referred.enumeration.name}, but the type is ${encoding.name}`)
  return undefined
}
