import type { Data, Group, Schema } from '../schema/layout.ts'
import { blockLengthAt, tailLengthAt } from '../schema/layout.ts'
import { partFields } from './composite-file.ts'
import { blockWrap, wrapMessage } from './decoder-start.ts'
import { plus, quote } from './literals.ts'
import { imported, memberDecoder } from './member-decoder.ts'
import type { MessageContext, PlannedBlock } from './message-context.ts'
import { blocksOf, byVersion, isFixed, memberContext, orderedBlocks, partGuard } from './message-context.ts'
import { countOf, startFields, startStatements, takeMethod } from './message-start.ts'
import { isVersioned } from './plan.ts'
import { comment, lines, method, withoutUnread } from './source.ts'

/** The code that reads a message: its decoder, and one for each of its groups. */
export function decoderFile(message: PlannedBlock, context: MessageContext): string {
  const [own, ...groups] = blocksOf(message)
  const blocks = context.checks ? `const BLOCKS = ${orderedBlocks(message)}\n\n` : ''
  const classes = [...groups.reverse().map((group) => groupDecoder(group, context)), messageDecoder(own!, context)]
  const body = classes.map((code) => withoutUnread(code, ['view', 'at', 'words', 'word', 'longs', 'octets']))
  return context.imports.file(`${blocks}${body.join('\n')}`)
}

/** What a message or group says of itself in a comment. */
export function aboutBlock({ name, description, sinceVersion, deprecated }: PlannedBlock['block']): string {
  const since = sinceVersion > 0 ? ` Since version ${sinceVersion}.` : ''
  const old = deprecated > 0 ? ` Deprecated since version ${deprecated}.` : ''
  return `\`${name}\`${description === '' ? '' : `: ${description.replace(/\.$/, '')}`}.${since}${old}`
}

function messageDecoder(message: PlannedBlock, context: MessageContext): string {
  const { schema, imports, runtime, checks } = context
  const { block, name } = message
  const members = memberMethods(message, context)
  const usesVersion = members.includes('this.$version')
  const headerVersion = isVersioned(schema.header) ? `, ${schema.version}` : ''
  const header = imported({ ...context, label: '', guard: () => '' }, schema.header, '', 'Decoder')
  const rest = [usesVersion && 'this.$version = version', checks && 'this.#order.start()', 'return this']
  const wrap = method(
    'Reads the block where it starts, without a header before it, as a sender of some version wrote it. ' +
      'Throws an `SbeError` where it is too short for that version or goes beyond the view.',
    `wrap(view: DataView, offset: number, blockLength = ${block.blockLength}, version = ${schema.version}): this`,
    ...blockWrap(message, context),
    ...startStatements(0, context),
    ...rest,
  )
  return [
    comment(`Reads ${aboutBlock(block)}`),
    `export class ${name}Decoder {\n`,
    constants(message, schema),
    lines(
      '  ',
      isFixed(message)
        ? `#length = ${block.blockLength}`
        : `readonly #cursor: ${imports.value('Cursor', runtime)} = new Cursor()`,
      checks && `readonly #order: ${imports.value('AccessOrder', runtime)} = new AccessOrder(BLOCKS)`,
      `readonly #header: ${header} = new ${header}()`,
      ...startFields(context),
      usesVersion && `private $version = ${schema.version}`,
    ),
    partFields(block.fields, message.plan, memberContext(message, context), 'Decoder'),
    groupFields(message, checks ? 'this.#cursor, this.#order' : 'this.#cursor', 'Decoder'),
    `\n${wrap}\n${wrapMessage(message, context, rest)}\n${takeMethod(context)}\n`,
    method(
      'The header, where the message has one before it.',
      `header(): ${header}`,
      `return this.#header.wrap(this.$view, this.$at - ${schema.header.size}${headerVersion})`,
    ),
    `\n${members}\n${messageEnd(message, context)}}\n`,
  ].join('')
}

/** What a message is by its schema. */
export function constants({ block }: PlannedBlock, { id, version, header }: Schema): string {
  return lines(
    '  ',
    `static readonly TEMPLATE_ID = ${block.id}`,
    `static readonly SCHEMA_ID = ${id}`,
    `static readonly SCHEMA_VERSION = ${version}`,
    `static readonly HEADER_LENGTH = ${header.size}`,
    `static readonly BLOCK_LENGTH = ${block.blockLength}`,
  )
}

/** Fields of a class for the flyweights of its groups. */
export function groupFields({ groups, plan }: PlannedBlock, passed: string, suffix: string): string {
  return groups
    .map(({ block, name }) => {
      const type = name + suffix
      return `  readonly #${plan.groups.get(block as Group)!}: ${type} = new ${type}(${passed})\n`
    })
    .join('')
}

function messageEnd(message: PlannedBlock, { checks }: MessageContext): string {
  return [
    method(
      'Goes back to where the groups and data start.',
      'rewind(): this',
      !isFixed(message) && 'this.#cursor.rewind()',
      checks && 'this.#order.start()',
      'return this',
    ),
    method('Goes to the end, through all groups and data.', 'skipToEnd(): this', 'this.rewind()', ...skips(message), 'return this'),
    method(
      'The octets that the message has from the start of its block to where it was gone through.',
      'decodedLength(): number',
      isFixed(message) ? 'return this.#length' : 'return this.#cursor.limit - this.$at',
    ),
    checkComplete(checks),
  ].join('\n')
}

/** The method that a debug build checks with that all was gone through. */
export function checkComplete(checks: boolean): string {
  return method(
    'In a debug build throws an `SbeError` unless all groups and data were gone through; does nothing else.',
    'checkComplete(): this',
    checks && 'this.#order.complete()',
    'return this',
  )
}

/** Statements that go through the groups and data of a block. */
function skips({ block, plan }: PlannedBlock): string[] {
  return [
    ...block.groups.map((group) => `this.${plan.groups.get(group)!}().skip()`),
    ...block.data.map((data) => `this.${plan.data.get(data)!.skip}()`),
  ]
}

function groupDecoder(group: PlannedBlock, context: MessageContext): string {
  const { imports, runtime, checks } = context
  const members = memberMethods(group, context)
  const usesVersion = members.includes('this.$version')
  const passed = checks ? 'cursor, order' : 'cursor'
  const nested = group.groups.map(({ block, name }) => ({ own: group.plan.groups.get(block as Group)!, type: `${name}Decoder` }))
  const order = checks && imports.value('AccessOrder', runtime)
  return [
    comment(`Reads the entries of ${aboutBlock(group.block)}`),
    `export class ${group.name}Decoder {\n`,
    lines(
      '  ',
      `readonly #cursor: ${imports.value('Cursor', runtime)}`,
      checks && 'readonly #order: AccessOrder',
      `private $view: DataView = ${imports.value('NOTHING', runtime)}`,
      'private $at = 0',
      usesVersion && 'private $version = 0',
      '#blockLength = 0',
      '#count = 0',
      '#index = 0',
    ),
    partFields(group.block.fields, group.plan, memberContext(group, context), 'Decoder'),
    ...nested.map(({ own, type }) => `  readonly #${own}: ${type}\n`),
    `\n  constructor(cursor: Cursor${order === false ? '' : `, order: ${order}`}) {\n`,
    lines(
      '    ',
      'this.#cursor = cursor',
      checks && 'this.#order = order',
      ...nested.map(({ own, type }) => `this.#${own} = new ${type}(${passed})`),
    ),
    `  }\n\n${groupBegin(group, context, usesVersion)}\n${groupWalk(group, context)}\n${members}}\n`,
  ].join('')
}

function groupBegin({ block, number }: PlannedBlock, context: MessageContext, usesVersion: boolean): string {
  const { access, checks } = context
  const { dimension, sinceVersion } = block as Group
  const get = (name: string) => {
    const { offset, primitive } = countOf(dimension, name)
    return access.get(primitive, plus('at', offset), 'cursor.view')
  }
  const needed = byVersion(block, 'cursor.version', blockLengthAt)
  const tail = byVersion(block, 'cursor.version', tailLengthAt)
  return method(
    'Starts where the message has come to. Called by the message; throws an `SbeError` where its entries cannot all be there.',
    'begin(): this',
    'const cursor = this.#cursor',
    'this.#index = 0',
    'this.#count = 0',
    ...(sinceVersion > 0 ? [`if (cursor.version < ${sinceVersion}) ${checks ? '{' : 'return this'}`] : []),
    ...(sinceVersion > 0 && checks ? [`  this.#order.enter(${number}, 0)`, '  return this', '}'] : []),
    `const at = cursor.advance(${dimension.size})`,
    `const blockLength = ${get('blockLength')}`,
    `const count = ${get('numInGroup')}`,
    `cursor.requireEntries(count, blockLength, ${needed}, ${tail})`,
    'this.$view = cursor.view',
    usesVersion && 'this.$version = cursor.version',
    'this.#blockLength = blockLength',
    'this.#count = count',
    checks && `this.#order.enter(${number}, count)`,
    'return this',
  )
}

function groupWalk(group: PlannedBlock, { checks }: MessageContext): string {
  const statements = skips(group)
  const body = statements.length === 0 ? ['while (this.next()) {', '  // Its block is all that it has.', '}'] : [
    'while (this.next()) {',
    ...statements.map((statement) => `  ${statement}`),
    '}',
  ]
  return [
    method('How many entries it has.', 'count(): number', 'return this.#count'),
    method(
      'Goes to the next entry, the first at first; false where there is none.',
      'next(): boolean',
      'if (this.#index >= this.#count) return false',
      checks && `this.#order.next(${group.number})`,
      'this.#index += 1',
      'this.$at = this.#cursor.advance(this.#blockLength)',
      'return true',
    ),
    method('Goes through the entries that are left, from between two of them.', 'skip(): void', ...body),
  ].join('\n')
}

function memberMethods(planned: PlannedBlock, context: MessageContext): string {
  const { block, plan } = planned
  const members = memberContext(planned, context)
  return [
    ...block.fields.map((field) => memberDecoder(field, plan.members.get(field)!, members)),
    ...planned.groups.map((group) => groupMethod(planned, group, context)),
    ...block.data.map((data) => dataMethods(planned, data, context)),
  ].join('\n')
}

function groupMethod(planned: PlannedBlock, group: PlannedBlock, context: MessageContext): string {
  const own = planned.plan.groups.get(group.block as Group)!
  return method(
    `Starts the entries of ${aboutBlock(group.block)}`,
    `${own}(): ${group.name}Decoder`,
    partGuard(planned, group.block as Group, context),
    `return this.#${own}.begin()`,
  )
}

function dataMethods(planned: PlannedBlock, data: Data, context: MessageContext): string {
  const { access, imports, runtime } = context
  const { sinceVersion, characterEncoding, dataOffset, lengthOffset, lengthPrimitive, description, name } = data
  const names = planned.plan.data.get(data)!
  const guard = partGuard(planned, data, context)
  const absent = (result: string) => sinceVersion > 0 && `if (this.#cursor.version < ${sinceVersion}) return ${result}`
  const length = `const length = this.${names.length}()`
  const start = `this.#cursor.advanceData(${dataOffset}, length)`
  const about = description === '' ? `The \`${name}\`` : description.replace(/\.$/, '')
  const since = sinceVersion > 0 ? ` Empty before version ${sinceVersion}.` : ''
  const octets = (method_: string, documentation: string) =>
    method(
      documentation,
      `${method_}(): Uint8Array`,
      guard,
      absent('new Uint8Array()'),
      length,
      `return ${imports.value('octetsOf', runtime)}(this.#cursor.view, ${start}, length)`,
    )
  const text = characterEncoding !== undefined && method(
    `${about}.${since}`,
    `${names.value}(): string`,
    guard,
    absent("''"),
    length,
    `return ${imports.value('readText', runtime)}(this.#cursor.view, ${start}, length, ${quote(characterEncoding)})`,
  )
  return [
    method(
      `How many octets \`${name}\` has, before it is read.`,
      `${names.length}(): number`,
      absent('0'),
      `this.#cursor.require(${dataOffset})`,
      `return ${access.get(lengthPrimitive, plus('this.#cursor.limit', lengthOffset), 'this.#cursor.view')}`,
    ),
    ...(text === false
      ? [octets(names.value, `${about}, as a view of the same memory.${since}`)]
      : [text, octets(names.octets, 'The same as its octets, in place of it: a view of the same memory.')]),
    method(
      'Goes past it, in place of it.',
      `${names.skip}(): this`,
      guard,
      absent('this'),
      length,
      start,
      'return this',
    ),
  ].join('\n')
}
