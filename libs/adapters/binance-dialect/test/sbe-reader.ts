import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeMessage, parseSchema } from '@openlob/sbe'
import type { Block, Data, Described, Encoding, Field, PlainValue, Schema } from '@openlob/sbe'

type Values = Readonly<Record<string, PlainValue | undefined>>
type Json = Record<string, unknown>

const folder = process.env['SBE_DATA'] ?? join(import.meta.dirname, '../../../../../shared/reference/sbe')

/** Whether the schemas of the venue are there, which are no part of this repository. */
export const hasSchemas: boolean = existsSync(folder)

/** Why a test that needs them is left out. */
export const needsSchemas = 'set SBE_DATA to a folder with the schemas of the venue'

/** A schema as the venue has it. */
export function schemaText(file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}

/** A message as a client with the venue's own schema reads it. */
export interface ReadMessage {
  readonly name: string
  readonly schemaId: number
  readonly version: number
  /** What JSON would have said, with decimals without zeros at their end; what is null is left out. */
  readonly json: unknown
}

/** Reads messages by a schema of the venue, and says them as JSON the way its extensions tell. */
export class SbeReader {
  readonly #schema: Schema

  constructor(file: string) {
    this.#schema = parseSchema(schemaText(file), { file })
  }

  /** The messages whose templates lie between two. */
  names(from: number, to: number): readonly string[] {
    return this.#schema.messages.filter(({ id }) => id >= from && id <= to).map(({ name }) => name)
  }

  read(octets: Uint8Array): ReadMessage {
    const decoded = decodeMessage(this.#schema, octets)
    const message = this.#schema.messages.find(({ id }) => id === octets[2]! + 256 * octets[3]!)!
    if (decoded.end !== octets.length) throw new Error(`${octets.length - decoded.end} octets behind ${message.name}`)
    return {
      name: message.name,
      schemaId: octets[4]! + 256 * octets[5]!,
      version: octets[6]! + 256 * octets[7]!,
      json: this.#block(message, decoded.value, new Map()),
    }
  }

  #block(block: Block, values: Values, around: ReadonlyMap<string, number>): unknown {
    const exponents = new Map(around)
    const whole: { list?: unknown[]; only?: unknown; json: Json } = { json: {} }
    const put = ({ name, extensions }: Described, value: unknown): void => {
      if (value === undefined) return
      const path = extensions['mbx:jsonPath'] ?? (name === 'response' ? '..' : name)
      if (path === '..') whole.only = value
      else if (path === '[]') (whole.list ??= []).push(value)
      else putAt(whole.json, path.split('.'), value)
    }
    for (const field of block.fields) {
      const value = values[field.name]
      if (field.encoding.name === 'exponent8') exponents.set(field.name, Number(value ?? 0))
      else put(field, this.#value(field, value, exponents))
    }
    for (const group of block.groups) {
      const entries = (values[group.name] ?? []) as readonly Values[]
      put(
        group,
        entries.map((entry) => this.#block(group, entry, exponents)),
      )
    }
    for (const data of block.data) put(data, this.#data(data, values[data.name]))
    return whole.only ?? whole.list ?? whole.json
  }

  #value(
    { encoding, extensions }: Field,
    value: PlainValue | undefined,
    exponents: ReadonlyMap<string, number>,
  ): unknown {
    if (value === null || value === undefined) return missing(extensions['mbx:jsonDefaultValue'], encoding)
    const exponent = extensions['mbx:exponent']
    if (exponent !== undefined) return decimalOf(integerOf(value), exponents.get(exponent)!)
    if (encoding.name === 'boolEnum') return value === 'True'
    const type = this.#schema.types.find(({ name }) => name === encoding.name)
    if (type?.kind === 'enum') return jsonName(type.values.find(({ name }) => name === value)!)
    if (type?.kind === 'set')
      return (value as readonly string[]).map((name) => jsonName(type.choices.find((choice) => choice.name === name)!))
    return Number(value)
  }

  #data({ characterEncoding, extensions, encoding }: Data, value: PlainValue | undefined): unknown {
    if (characterEncoding === undefined)
      return (value as Uint8Array).length === 0 ? undefined : this.read(value as Uint8Array).json
    if (value === '' && encoding.name.startsWith('optional')) return extensions['mbx:jsonDefaultValue']
    return value
  }
}

function missing(text: string | undefined, { name }: Encoding): unknown {
  if (text === undefined) return undefined
  return name.startsWith('mantissa') ? text : Number(text)
}

function jsonName({ name, extensions }: Described): string {
  return extensions['mbx:jsonValue'] ?? name
}

/** Of a number or of sixteen octets. */
function integerOf(value: PlainValue): bigint {
  if (!Array.isArray(value) && !(value instanceof Uint8Array)) return BigInt(value as number)
  const octets = [...(value as readonly number[])]
  return BigInt.asIntN(
    128,
    octets.reduceRight((sum, octet) => sum * 256n + BigInt(octet), 0n),
  )
}

/** Without zeros at the end. */
function decimalOf(mantissa: bigint, exponent: number): string {
  const digits = String(mantissa < 0n ? -mantissa : mantissa).padStart(1 - exponent, '0')
  const point = digits.length + exponent
  const fraction = digits.slice(point).replace(/0+$/, '')
  return `${mantissa < 0n ? '-' : ''}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`
}

function putAt(json: Json, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) json[name] = value
  else putAt((json[name] ??= {}) as Json, rest, value)
}
