import type { Choice, SetEncoding } from './layout.ts'
import { primitives } from './primitive.ts'
import { isNamed, readUnderlying } from './read-enum.ts'
import type { Reading } from './reading.ts'
import { reportDuplicates } from './reading.ts'
import type { TypeLookup } from './type-lookup.ts'
import type { Element } from './xml.ts'

/** Reads a `<set>`. */
export function readSet(reading: Reading, element: Element, types: TypeLookup): SetEncoding | undefined {
  const described = reading.described(element)
  const underlying = readUnderlying(reading, element, types)
  if (underlying === undefined) return undefined
  const { primitive } = underlying
  if (!primitive.startsWith('uint')) {
    reading.report(element, 'set', `a set is of uint8, uint16, uint32 or uint64, not of ${primitive}`)
    return undefined
  }
  const { size } = primitives[primitive]
  const elements = element.children.filter((child) => isNamed(reading, child, 'choice'))
  reportDuplicates(reading, elements, 'the name', ({ attributes }) => attributes['name'])
  reportDuplicates(reading, elements, 'the bit', ({ text }) => text)
  const choices = elements.flatMap((child) => readChoice(reading, child, size * 8) ?? [])
  return { kind: 'set', ...described, ...reading.semantics(element), primitive, choices, size }
}

function readChoice(reading: Reading, element: Element, bits: number): Choice | undefined {
  const described = reading.described(element)
  const bit = Number(element.text)
  if (/^\d+$/.test(element.text) && bit < bits) return { ...described, bit }
  reading.report(element, 'set', `"${element.text}" is no bit; it must be from 0 to ${bits - 1}`)
  return undefined
}
