import fc from 'fast-check'
import type { Block, Data, Encoding, Member, Message, Numeric, PlainObject, PlainValue, Primitive } from '@openlob/sbe'

type Parts = Record<string, fc.Arbitrary<PlainValue>>

/** Any message of a schema as a plain object. */
export function plainMessage(message: Message): fc.Arbitrary<PlainObject> {
  return plainBlock(message)
}

function plainBlock(block: Block): fc.Arbitrary<PlainObject> {
  const parts: Parts = Object.fromEntries(block.fields.map((field) => [field.name, plainMember(field)]))
  for (const group of block.groups) {
    const entries = fc.array(plainBlock(group), { maxLength: Math.min(3, group.maximumCount) })
    parts[group.name] = entries
  }
  for (const data of block.data) parts[data.name] = plainData(data)
  return fc.record(parts)
}

function plainData({ characterEncoding, maximumLength }: Data): fc.Arbitrary<PlainValue> {
  const length = Math.min(20, maximumLength)
  if (characterEncoding === undefined) return fc.uint8Array({ maxLength: length })
  return text(characterEncoding, length)
}

function plainMember(member: Member): fc.Arbitrary<PlainValue> {
  if (member.constant !== undefined) return fc.constant(member.constant)
  const value = plainEncoding(member.encoding)
  return member.presence === 'optional' ? fc.option(value.filter((plain) => !isNullLike(member.encoding, plain))) : value
}

/** A value that is written as the null is read as that. */
function isNullLike(encoding: Encoding, value: PlainValue): boolean {
  if (encoding.kind === 'scalar') return value === encoding.nullValue || value === '\0' || Number.isNaN(value)
  if (encoding.kind === 'array') return value === '' || (Array.isArray(value) && value[0] === encoding.nullValue)
  if (encoding.kind !== 'composite') return false
  const first = encoding.members.find(({ presence }) => presence !== 'constant')
  return first !== undefined && isNullLike(first.encoding, (value as PlainObject)[first.name]!)
}

function plainEncoding(encoding: Encoding): fc.Arbitrary<PlainValue> {
  switch (encoding.kind) {
    case 'scalar':
      if (encoding.primitive === 'char') return fc.nat(255).map((code) => String.fromCharCode(code))
      return numeric(encoding.primitive, encoding.minimum, encoding.maximum)
    case 'array':
      if (encoding.characterEncoding !== undefined) return text(encoding.characterEncoding, encoding.length)
      return fc.array(numeric(encoding.primitive, encoding.minimum, encoding.maximum), {
        minLength: encoding.length,
        maxLength: encoding.length,
      })
    case 'enum': {
      const known = fc.constantFrom(...encoding.values.map(({ name }) => name))
      const numbers = new Set(encoding.values.map(({ value }) => value))
      const wide = typeof encoding.nullValue === 'bigint'
      const unknown: fc.Arbitrary<Numeric> = wide ? fc.bigInt(1n, 250n) : fc.integer({ min: 1, max: 120 })
      return fc.oneof(known, unknown.filter((value) => !numbers.has(value) && value !== encoding.nullValue))
    }
    case 'set': {
      const names = new Map(encoding.choices.map(({ bit, name }) => [bit, name]))
      const bits = fc.uniqueArray(fc.nat(encoding.size * 8 - 1), { maxLength: 4 })
      return bits.map((chosen) => {
        const known = encoding.choices.filter(({ bit }) => chosen.includes(bit)).map(({ name }) => name)
        return [...known, ...chosen.filter((bit) => !names.has(bit)).sort((a, b) => a - b)]
      })
    }
    case 'composite':
      return fc.record(Object.fromEntries(encoding.members.map((member) => [member.name, plainMember(member)])))
  }
}

function numeric(primitive: Primitive, minimum: Numeric, maximum: Numeric): fc.Arbitrary<number | bigint> {
  if (primitive === 'float') return fc.float({ noNaN: true, noDefaultInfinity: true }).map(withoutMinusZero)
  if (primitive === 'double') return fc.double({ noNaN: true, noDefaultInfinity: true }).map(withoutMinusZero)
  if (typeof minimum === 'bigint') return fc.bigInt(minimum, maximum as bigint)
  return fc.integer({ min: minimum, max: maximum as number })
}

function withoutMinusZero(value: number): number {
  return value === 0 ? 0 : value
}

/** Text that a number of octets holds. */
function text(encoding: string, octets: number): fc.Arbitrary<string> {
  const unit = { ascii: fc.integer({ min: 1, max: 0x7f }), latin1: fc.integer({ min: 1, max: 0xff }) }[encoding]
  if (unit !== undefined) {
    return fc.array(unit, { maxLength: octets }).map((codes) => String.fromCharCode(...codes))
  }
  const [short, middle, long] = [[1, 0x7f], [0xa0, 0xd7ff], [0x10000, 0x10ffff]].map(([min, max]) =>
    fc.integer({ min: min!, max: max! }),
  )
  const codes = fc.array(fc.oneof(short!, middle!, long!), { maxLength: Math.floor(octets / 4) })
  return codes.map((points) => String.fromCodePoint(...points))
}
