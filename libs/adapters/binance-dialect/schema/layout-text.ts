import type { Block, Data, Described, Encoding, Field, Group, Message, Schema } from '@openlob/sbe'
import type { BlockLayout, DataLayout, FieldKind, FieldLayout, GroupLayout, MessageLayout } from '../src/sbe/layout.ts'

/** The module with the layouts of a schema whose extensions say what JSON has. */
export function layoutText(schema: Schema, name: string): string {
  const messages = schema.messages.map((message) => `    ${message.name}: ${text(messageLayout(message, schema), 4)},`)
  return `import type { SchemaLayout } from '../layout.ts'

// Made from the schema by \`npm run generate\`; not to be edited.

/** The messages of schema ${schema.id}, version ${schema.version}. */
export const ${name}: SchemaLayout = {
  schemaId: ${schema.id},
  version: ${schema.version},
  enums: ${text(valuesOf(schema, 'enum'), 2)},
  sets: ${text(valuesOf(schema, 'set'), 2)},
  messages: {
${messages.join('\n')}
  },
}
`
}

function valuesOf({ types }: Schema, kind: 'enum' | 'set'): Record<string, Record<string, number>> {
  return Object.fromEntries(
    types.flatMap((type) => (type.kind === kind && type.name !== 'boolEnum' ? [[type.name, numbersOf(type)]] : [])),
  )
}

function numbersOf(encoding: Encoding): Record<string, number> {
  if (encoding.kind === 'enum')
    return Object.fromEntries(encoding.values.map((value) => [jsonValue(value), Number(value.value)]))
  if (encoding.kind === 'set')
    return Object.fromEntries(encoding.choices.map((choice) => [jsonValue(choice), choice.bit]))
  return {}
}

function jsonValue({ name, extensions }: Described): string {
  return extensions['mbx:jsonValue'] ?? name
}

function messageLayout(message: Message, schema: Schema): MessageLayout {
  const constants = Object.fromEntries(message.fields.flatMap((field) => constantOf(field, schema)))
  const told = Object.keys(constants).length > 0 && { constants }
  return { templateId: message.id, ...told, ...blockLayout(message) }
}

function constantOf({ name, encoding, constant }: Field, { types }: Schema): readonly (readonly [string, string])[] {
  if (constant === undefined || encoding.kind !== 'enum' || encoding.name === 'boolEnum') return []
  const type = types.find((candidate) => candidate.name === encoding.name)
  const value = type?.kind === 'enum' ? type.values.find((candidate) => candidate.name === constant) : undefined
  return value === undefined ? [] : [[name, jsonValue(value)]]
}

function blockLayout({ blockLength, fields, groups, data }: Block): BlockLayout {
  return {
    length: blockLength,
    fields: fields.filter(({ presence }) => presence !== 'constant').map(fieldLayout),
    groups: groups.map(groupLayout),
    data: data.map(dataLayout),
  }
}

function fieldLayout({ name, offset, encoding, presence, extensions }: Field): FieldLayout {
  const { 'mbx:jsonPath': path, 'mbx:jsonDefaultValue': missing, 'mbx:exponent': exponent } = extensions
  const kind = kindOf(encoding)
  return {
    name,
    at: offset,
    kind,
    ...(path !== undefined && { path }),
    ...(presence === 'optional' && { optional: true as const }),
    ...(missing !== undefined && { missing }),
    ...(exponent !== undefined && { exponent }),
    ...((kind === 'enum' || kind === 'set') && { of: encoding.name }),
  }
}

function kindOf(encoding: Encoding): FieldKind {
  if (encoding.name === 'mantissa64' || encoding.name === 'mantissa128') return encoding.name
  if (encoding.name === 'exponent8') return 'exponent'
  if (encoding.name === 'boolEnum') return 'boolean'
  if (encoding.kind === 'enum' || encoding.kind === 'set') return encoding.kind
  if (encoding.kind === 'scalar' && encoding.primitive !== 'char' && encoding.primitive !== 'double')
    return encoding.primitive
  throw new Error(`nothing is known of fields of the type ${encoding.name}`)
}

function groupLayout(group: Group): GroupLayout {
  const { name, dimension, extensions } = group
  const path = extensions['mbx:jsonPath']
  const countOctets = dimension.size - 2
  if (countOctets !== 2 && countOctets !== 4) throw new Error(`nothing is known of groups with ${dimension.name}`)
  return { name, ...(path !== undefined && { path }), countOctets, ...blockLayout(group) }
}

function dataLayout({ name, encoding, dataOffset, characterEncoding, extensions }: Data): DataLayout {
  const { 'mbx:jsonPath': path, 'mbx:jsonDefaultValue': missing } = extensions
  if (dataOffset !== 1 && dataOffset !== 2 && dataOffset !== 4) throw new Error(`nothing is known of ${encoding.name}`)
  return {
    name,
    ...(path !== undefined && { path }),
    ...(missing !== undefined && { missing }),
    lengthOctets: dataOffset,
    ...(characterEncoding === undefined && { isMessage: true as const }),
  }
}

/** A value as it is written in TypeScript: what fits into a line is in one. */
function text(value: unknown, indent: number): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? `'${value}'` : String(value)
  const isList = Array.isArray(value)
  const parts = Object.entries(value).map(([name, part]) => [isList ? '' : `${name}: `, part] as const)
  const [open, close] = isList ? (['[', ']'] as const) : (['{ ', ' }'] as const)
  if (parts.length === 0) return isList ? '[]' : '{}'
  const line = `${open}${parts.map(([name, part]) => name + text(part, 0)).join(', ')}${close}`
  if (indent === 0 || line.length + indent < 100) return line
  const inner = ' '.repeat(indent + 2)
  const lines = parts.map(([name, part]) => `${inner}${name}${text(part, indent + 2)},\n`)
  return `${open.trim()}\n${lines.join('')}${' '.repeat(indent)}${close.trim()}`
}
