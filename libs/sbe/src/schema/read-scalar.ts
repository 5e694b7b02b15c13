import type { CharacterEncoding } from '../runtime/text.ts'
import { characterEncodingOf } from '../runtime/text.ts'
import type { ArrayEncoding, Constant, Encoding, ScalarEncoding } from './layout.ts'
import type { Numeric, Primitive } from './primitive.ts'
import { isPrimitive, parseNumeric, primitives } from './primitive.ts'
import type { Reading } from './reading.ts'
import type { TypeLookup } from './type-lookup.ts'
import { plainValue, referredValue } from './value-ref.ts'
import type { Element } from './xml.ts'

/** How long a fixed array may be. */
const LENGTH_MAX = 65534

/** The type that a primitive is without a declaration. */
export function primitiveEncoding(primitive: Primitive): ScalarEncoding {
  const { size, minimum, maximum, nullValue } = primitives[primitive]
  return {
    kind: 'scalar',
    name: primitive,
    description: '',
    sinceVersion: 0,
    deprecated: 0,
    extensions: {},
    semanticType: '',
    epoch: '',
    timeUnit: '',
    primitive,
    presence: 'required',
    minimum,
    maximum,
    nullValue,
    constant: undefined,
    size,
  }
}

/** Reads a `<type>`. */
export function readScalarOrArray(reading: Reading, element: Element, types: TypeLookup): Encoding | undefined {
  const primitive = reading.required(element, 'primitiveType')
  if (!isPrimitive(primitive)) {
    if (primitive !== '') reading.report(element, 'primitive', `there is no primitive type "${primitive}"`)
    return undefined
  }
  const presence = reading.presence(element) ?? 'required'
  const constant = presence === 'constant' ? readConstant(reading, element, primitive, types) : undefined
  const length = readLength(reading, element, constant)
  const range = readRange(reading, element, primitive)
  const common = { ...reading.described(element), ...reading.semantics(element), primitive, presence, ...range }
  const text = readCharacterEncoding(reading, element, primitive)
  if (length === 1) return { kind: 'scalar', ...common, constant, size: primitives[primitive].size }
  const encoded = primitive === 'char' ? (text ?? 'ascii') : text
  const array: Omit<ArrayEncoding, 'size'> = { kind: 'array', ...common, constant, length, characterEncoding: encoded }
  return { ...array, size: length * primitives[primitive].size }
}

function readConstant(
  reading: Reading,
  element: Element,
  primitive: Primitive,
  types: TypeLookup,
): Constant | undefined {
  if (reading.text(element, 'valueRef') !== undefined) {
    const referred = referredValue(reading, element, types)
    return referred && plainValue(referred)
  }
  const { text } = element
  if (text === '') {
    reading.report(element, 'constant', 'it is constant, so its value must stand in it as text')
    return undefined
  }
  if (primitive === 'char') return text
  const value = parseNumeric(primitive, text)
  if (value === undefined) reading.report(element, 'constant', `"${text}" is no value of ${primitive}`)
  return value
}

/** How many there are: what it says, or for a constant text how long that is. */
function readLength(reading: Reading, element: Element, constant: Constant | undefined): number {
  const inferred = typeof constant === 'string' ? constant.length : 1
  const length = reading.integer(element, 'length', LENGTH_MAX, inferred)
  if (typeof constant === 'string' && inferred > length) {
    reading.report(element, 'constant', `its text has ${inferred} characters, but its length is ${length}`)
  }
  return length
}

function readRange(
  reading: Reading,
  element: Element,
  primitive: Primitive,
): Pick<ScalarEncoding, 'minimum' | 'maximum' | 'nullValue'> {
  const facts = primitives[primitive]
  const of = (attribute: string, otherwise: Numeric): Numeric => {
    const text = reading.text(element, attribute)
    if (text === undefined) return otherwise
    const value = parseNumeric(primitive, text)
    if (value === undefined) reading.report(element, 'value-range', `\`${attribute}\` is "${text}", no ${primitive}`)
    return value ?? otherwise
  }
  const minimum = of('minValue', facts.minimum)
  const maximum = of('maxValue', facts.maximum)
  const nullValue = of('nullValue', facts.nullValue)
  if (minimum > maximum) reading.report(element, 'value-range', `\`minValue\` ${minimum} is above \`maxValue\` ${maximum}`)
  return { minimum, maximum, nullValue }
}

function readCharacterEncoding(
  reading: Reading,
  element: Element,
  primitive: Primitive,
): CharacterEncoding | undefined {
  const text = reading.text(element, 'characterEncoding')
  if (text === undefined || text === '') return undefined
  const encoding = characterEncodingOf(text)
  if (encoding === undefined) {
    reading.report(element, 'character-encoding', `"${text}" is not known; ASCII, ISO-8859-1 and UTF-8 are`)
  } else if (primitives[primitive].size !== 1) {
    reading.report(element, 'character-encoding', `text is made of octets, not of ${primitive}`)
  }
  return encoding
}
