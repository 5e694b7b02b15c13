import type { Constant, EnumEncoding, ValidValue } from './layout.ts'
import type { Reading } from './reading.ts'
import type { TypeLookup } from './type-lookup.ts'
import type { Element } from './xml.ts'

/** A value of an enumeration that a schema refers to. */
export interface ReferredValue {
  readonly enumeration: EnumEncoding
  readonly value: ValidValue
}

/** Finds what the `valueRef` of an element names, as `Enumeration.Value`; what is wrong with it is reported. */
export function referredValue(reading: Reading, element: Element, types: TypeLookup): ReferredValue | undefined {
  const reference = reading.text(element, 'valueRef') ?? ''
  const [enumName, valueName, ...rest] = reference.split('.')
  const enumeration = types.peek(enumName!)
  if (enumeration?.kind === 'enum' && rest.length === 0) {
    const value = enumeration.values.find(({ name }) => name === valueName)
    if (value !== undefined) return { enumeration, value }
  }
  reading.report(element, 'value-ref', `\`valueRef\` is "${reference}"; it must be a value of an enum as "Name.Value"`)
  return undefined
}

/** A value of an enumeration as a number, or as the character that it is. */
export function plainValue({ enumeration, value }: ReferredValue): Constant {
  return enumeration.primitive === 'char' ? String.fromCharCode(Number(value.value)) : value.value
}
