import type { CharacterEncoding } from '../runtime/text.ts'
import type { CompositeEncoding, Encoding, ScalarEncoding } from './layout.ts'
import { memberOf } from './layout.ts'
import type { SchemaRule } from './problems.ts'
import type { Primitive } from './primitive.ts'
import type { Reading } from './reading.ts'
import type { Element } from './xml.ts'

/** The composites that the standard gives a part to play must have these members, whole numbers without a sign. */
const PARTS = {
  header: ['blockLength', 'templateId', 'schemaId', 'version'],
  dimension: ['blockLength', 'numInGroup'],
} as const

/** Tells whether a composite can be a message's header or a group's dimension; what is wrong is reported. */
export function checkComposite(
  reading: Reading,
  element: Element,
  encoding: Encoding,
  part: 'header' | 'dimension',
): encoding is CompositeEncoding {
  if (encoding.kind !== 'composite') {
    reading.report(element, part, `"${encoding.name}" is no composite`)
    return false
  }
  const wrong = PARTS[part].filter((name) => lengthMember(encoding, name) === undefined)
  for (const name of wrong) report(reading, element, part, encoding, `\`${name}\` as a uint8, uint16 or uint32`)
  return wrong.length === 0
}

function report(
  reading: Reading,
  element: Element,
  rule: SchemaRule,
  { name }: CompositeEncoding,
  needed: string,
): void {
  reading.report(element, rule, `the composite "${name}" must have ${needed}`)
}

/** A member that counts, without a sign and in at most 32 bits; undefined where there is none. */
export function lengthMember(composite: CompositeEncoding, name: string): ScalarEncoding | undefined {
  const member = memberOf(composite, name)
  if (member?.encoding.kind !== 'scalar' || member.presence === 'constant') return undefined
  return ['uint8', 'uint16', 'uint32'].includes(member.encoding.primitive) ? member.encoding : undefined
}

/** How data of a variable length is written. */
export interface DataLayout {
  readonly lengthPrimitive: Primitive
  readonly lengthOffset: number
  readonly dataOffset: number
  readonly maximumLength: number
  readonly characterEncoding: CharacterEncoding | undefined
}

/** How a composite writes data of a variable length; undefined where it cannot, which is reported. */
export function dataLayoutOf(reading: Reading, element: Element, encoding: Encoding): DataLayout | undefined {
  if (encoding.kind !== 'composite') {
    reading.report(element, 'data', `"${encoding.name}" is no composite of \`length\` and \`varData\``)
    return undefined
  }
  const length = lengthMember(encoding, 'length')
  if (length === undefined) report(reading, element, 'data', encoding, '`length` as a uint8, uint16 or uint32')
  const octets = memberOf(encoding, 'varData')
  if (octets?.encoding.kind !== 'array' || octets.encoding.length !== 0 || octets.encoding.size !== 0) {
    report(reading, element, 'data', encoding, '`varData` of length 0')
    return undefined
  }
  if (!['char', 'uint8', 'int8'].includes(octets.encoding.primitive)) {
    report(reading, element, 'data', encoding, '`varData` of octets')
    return undefined
  }
  if (encoding.members.at(-1) !== octets) report(reading, element, 'data', encoding, '`varData` as its last member')
  if (length === undefined) return undefined
  return {
    lengthPrimitive: length.primitive,
    lengthOffset: memberOf(encoding, 'length')!.offset,
    dataOffset: octets.offset,
    maximumLength: Number(length.maximum),
    characterEncoding: octets.encoding.characterEncoding,
  }
}

/** Tells whether something has a length that only the message knows, as data has. */
export function isVariable(encoding: Encoding): boolean {
  if (encoding.kind === 'array') return encoding.length === 0
  return encoding.kind === 'composite' && encoding.members.some((member) => isVariable(member.encoding))
}
