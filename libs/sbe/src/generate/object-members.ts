import type { Encoding, Member } from '../schema/layout.ts'
import { literal, numericType, quote } from './literals.ts'
import { isWide } from '../schema/primitive.ts'
import type { MemberContext } from './member-decoder.ts'
import { documentationOf } from './member-decoder.ts'
import type { MemberNames, Plan } from './plan.ts'
import { mayBeNull } from './plan.ts'
import { comment } from './source.ts'

/** What follows the members in the plain object of a block: what is said, read and written of each. */
export interface ObjectParts {
  readonly properties: readonly string[]
  readonly reads: readonly string[]
  readonly puts: readonly string[]
}

/** The plain object of a composite or block, with a function that reads it off a decoder and one that writes it. */
export function objectMembers(
  members: readonly Member[],
  plan: Plan,
  context: MemberContext,
  name: string,
  rest: ObjectParts = { properties: [], reads: [], puts: [] },
): string {
  const sent = members.filter(({ presence }) => presence !== 'constant')
  const namesOf = (member: Member) => plan.members.get(member)!
  const puts = [...sent.map((member) => put(member, namesOf(member), context)), ...rest.puts]
  const reads = [...members.map((member) => `${member.name}: ${read(member, namesOf(member), context)}`), ...rest.reads]
  const text = [
    comment(`A \`${name}\` as a plain object.`),
    ...(reads.length === 0 ? [`export type ${name} = Record<string, never>\n\n`] : [
      `export interface ${name} {\n`,
      ...members.map((member) => comment(documentationOf(member), '  ') + property(member, context)),
      ...rest.properties,
      '}\n\n',
    ]),
    comment(`Reads a \`${name}\` as a plain object.`),
    `export function read${name}(${reads.length === 0 ? '' : `decoder: ${name}Decoder`}): ${name} {\n`,
    ...(reads.length === 0 ? ['  return {}\n'] : ['  return {\n', ...reads.map((line) => `    ${line},\n`), '  }\n']),
    '}\n\n',
    comment(`Writes a plain object. Throws an \`SbeError\` that names the field whose value does not fit.`),
    `export function put${name}(${puts.length === 0 ? '' : `encoder: ${name}Encoder, object: ${name}`}): void {\n`,
    ...(puts.length === 0 ? ['  // It has nothing to write.\n'] : puts.map((line) => `  ${line}\n`)),
    '}\n',
  ]
  return text.join('')
}

function property(member: Member, context: MemberContext): string {
  const orNull = mayBeNull(member) ? ' | null' : ''
  return `  readonly ${member.name}: ${typeOf(member, context)}${orNull}\n`
}

function typeOf({ constant, presence, encoding }: Member, context: MemberContext): string {
  if (presence === 'constant') return typeof constant === 'string' ? quote(constant) : constantType(constant!)
  return valueType(encoding, context)
}

function constantType(constant: number | bigint): string {
  return typeof constant === 'bigint' ? `${constant}n` : String(constant)
}

function valueType(encoding: Encoding, context: MemberContext): string {
  if (encoding.kind === 'scalar') return encoding.primitive === 'char' ? 'string' : numericType(encoding.primitive)
  if (encoding.kind === 'array') {
    return encoding.characterEncoding === undefined ? `readonly ${numericType(encoding.primitive)}[]` : 'string'
  }
  const { name, file } = context.types.of(encoding)
  if (encoding.kind === 'composite') return context.imports.type(name, context.moduleOf(file))
  const names = context.imports.type(`${name}Name`, context.moduleOf(file))
  return encoding.kind === 'set' ? `readonly (${names} | number)[]` : `${names} | ${numericType(encoding.primitive)}`
}

function read({ encoding, presence, sinceVersion }: Member, names: MemberNames, context: MemberContext): string {
  if (encoding.kind === 'enum' || encoding.kind === 'set') return `decoder.${names.byName}()`
  if (encoding.kind === 'array' && encoding.characterEncoding === undefined && presence !== 'constant') {
    return `decoder.${names.array}()`
  }
  if (encoding.kind !== 'composite') return `decoder.${names.value}()`
  const { name, file } = context.types.of(encoding)
  const reader = context.imports.value(`read${name}`, context.moduleOf(file))
  const mayBeMissing = presence === 'optional' || sinceVersion > 0
  if (!mayBeMissing) return `${reader}(decoder.${names.value}())`
  return `${context.imports.value('unlessNull', context.runtime)}(decoder.${names.value}(), ${reader})`
}

function put(member: Member, names: MemberNames, context: MemberContext): string {
  const { encoding, name } = member
  const value = `object.${name}`
  if (encoding.kind === 'enum' || encoding.kind === 'set') return `encoder.${names.byName}(${value})`
  if (encoding.kind === 'array' && encoding.characterEncoding === undefined) return `encoder.${names.array}(${value})`
  if (encoding.kind === 'scalar' && isWide(encoding.primitive)) {
    const checked = context.imports.value('inRange', context.runtime)
    const range = `${literal(encoding.minimum)}, ${literal(encoding.maximum)}`
    return `encoder.${names.value}(${checked}(${quote(`${context.label}.${name}`)}, ${value}, ${range}))`
  }
  if (encoding.kind !== 'composite') return `encoder.${names.value}(${value})`
  const { name: type, file } = context.types.of(encoding)
  const writer = context.imports.value(`put${type}`, context.moduleOf(file))
  const write = `${writer}(encoder.${names.value}(), ${value})`
  if (!mayBeNull(member)) return write
  return `if (${value} === null) encoder.${names.putNull}()\n  else ${write}`
}

