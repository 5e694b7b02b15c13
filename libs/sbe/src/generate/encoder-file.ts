import type { Data, Group, Member, Schema } from '../schema/layout.ts'
import { putNumeric } from '../dynamic/numerics.ts'
import { memberOf } from '../schema/layout.ts'
import { primitives } from '../schema/primitive.ts'
import { partFields } from './composite-file.ts'
import { checkComplete, constants, aboutBlock, groupFields } from './decoder-file.ts'
import { literal, plus, quote } from './literals.ts'
import { imported } from './member-decoder.ts'
import { memberEncoder, putNullStatement } from './member-encoder.ts'
import type { MessageContext, PlannedBlock } from './message-context.ts'
import { blocksOf, isFixed, memberContext, orderedBlocks, partGuard } from './message-context.ts'
import { countOf, roomStatements, startFields, startStatements, takeMethod } from './message-start.ts'
import { paddingOf } from './padding.ts'
import { mayBeNull } from './plan.ts'
import { comment, lines, method, withoutUnread } from './source.ts'

/** The code that writes a message: its encoder, and one for each of its groups. */
export function encoderFile(message: PlannedBlock, context: MessageContext): string {
  const [own, ...groups] = blocksOf(message)
  const blocks = context.checks ? `const BLOCKS = ${orderedBlocks(message)}\n\n` : ''
  const classes = [...groups.reverse().map((group) => groupEncoder(group, context)), messageEncoder(own!, context)]
  const body = classes.map((code) => withoutUnread(code, ['view', 'at', 'words', 'word', 'longs', 'octets']))
  return context.imports.file(`${blocks}${body.join('\n')}`)
}

function messageEncoder(message: PlannedBlock, context: MessageContext): string {
  const { schema, imports, runtime, checks } = context
  const { block, name } = message
  const header = imported({ ...context, label: '', guard: () => '' }, schema.header, '', 'Encoder')
  const { blockLength } = block
  const wrap = method(
    'Writes the block where it starts, without a header before it. Throws an `SbeError` where it goes beyond the view.',
    'wrap(view: DataView, offset: number): this',
    !isFixed(message) && `this.#cursor.wrap(view, offset, ${blockLength}, ${schema.version}, ${blockLength})`,
    ...(isFixed(message) || context.aligned ? roomStatements(blockLength, context) : []),
    ...startStatements(0, context),
    ...paddings(message, context),
    checks && 'this.#order.start()',
    'return this',
  )
  return [
    comment(`Writes ${aboutBlock(block)} A field that is not set is what was there before: see \`clear\`.`),
    `export class ${name}Encoder {\n`,
    constants(message, schema),
    lines(
      '  ',
      !isFixed(message) && `readonly #cursor: ${imports.value('Cursor', runtime)} = new Cursor()`,
      checks && `readonly #order: ${imports.value('AccessOrder', runtime)} = new AccessOrder(BLOCKS)`,
      `readonly #header: ${header} = new ${header}()`,
      ...startFields(context),
    ),
    partFields(block.fields, message.plan, memberContext(message, context), 'Encoder'),
    groupFields(message, checks ? 'this.#cursor, this.#order' : 'this.#cursor', 'Encoder'),
    `\n${wrap}\n${wrapMessage(message, context)}\n${takeMethod(context)}\n`,
    method(
      'The header, where the message has one before it: for members that are not of the standard.',
      `header(): ${header}`,
      `return this.#header.wrap(this.$view, this.$at - ${schema.header.size})`,
    ),
    `\n${clear(message, context)}\n${memberMethods(message, context)}\n`,
    method(
      'The octets that the message has so far, from the start of its block.',
      'encodedLength(): number',
      isFixed(message) ? `return ${blockLength}` : 'return this.#cursor.limit - this.$at',
    ),
    `\n${checkComplete(checks)}}\n`,
  ].join('')
}

function wrapMessage(message: PlannedBlock, context: MessageContext): string {
  const { block } = message
  const { schema } = context
  const { header } = schema
  const contents = { numGroups: block.groups.length, numVarDataFields: block.data.length }
  const own = { blockLength: block.blockLength, templateId: block.id, schemaId: schema.id, version: schema.version }
  const known = { ...own, ...contents }
  const others = header.members.some(({ name, presence }) => presence !== 'constant' && !(name in known))
  const fixed = isFixed(message)
  const start = plus('offset', header.size)
  return method(
    'Writes a header where it starts, and the message behind it.',
    'wrapMessage(view: DataView, offset: number): this',
    ...roomStatements(header.size + (fixed ? block.blockLength : 0), context),
    context.aligned && 'const word = offset >> 2',
    others && 'this.#header.wrap(view, offset).putNull()',
    ...headerStatements(counts(header, known), header.size, context),
    // What `wrap` does without looking again whether there is room.
    ...(fixed
      ? [...startStatements(header.size, context), ...paddings(message, context), context.checks && 'this.#order.start()', 'return this']
      : [`return this.wrap(view, ${start})`]),
  )
}

/** Statements that write what is known of a header: four octets at a time where they are all known. */
function headerStatements(known: ReturnType<typeof counts>, size: number, context: MessageContext): string[] {
  const { access, aligned } = context
  const octets = new DataView(new ArrayBuffer(size))
  const written = known.reduce((sum, { offset, primitive, value }) => {
    putNumeric(octets, offset, primitive, Number(value), access.littleEndian)
    return sum + primitives[primitive].size
  }, 0)
  if (written < size || size % 4 !== 0) {
    return known.map(({ offset, primitive, value }) => access.set(primitive, plus('offset', offset), value, 'view'))
  }
  if (aligned) {
    const words = Array.from({ length: size / 4 }, (_, word) => octets.getInt32(word * 4, true))
    return ['const words = this.$words', ...words.map((value, word) => `words[${plus('word', word)}] = ${value}`)]
  }
  return Array.from({ length: size / 4 }, (_, word) => {
    const value = octets.getUint32(word * 4, access.littleEndian)
    return access.set('uint32', plus('offset', word * 4), String(value), 'view')
  })
}

/** The members of a header or dimension that it has among those known, and what they are. */
function counts(
  composite: Schema['header'],
  known: Readonly<Record<string, number | string>>,
): { offset: number; primitive: ReturnType<typeof countOf>['primitive']; value: string }[] {
  return Object.entries(known).flatMap(([name, value]) => {
    const member: Member | undefined = memberOf(composite, name)
    if (member === undefined || member.presence === 'constant') return []
    return [{ ...countOf(composite, name), value: String(value) }]
  })
}

/** Statements that set to 0 what belongs to no field. */
function paddings({ block }: PlannedBlock, { imports, runtime }: MessageContext): string[] {
  return paddingOf(block.fields, block.blockLength).map(({ offset, length }) => {
    const at = plus('this.$at', offset)
    return `${imports.value('fillOctets', runtime)}(this.$view, ${at}, ${length})`
  })
}

function clear({ block, plan }: PlannedBlock, { imports, runtime }: MessageContext): string {
  const nulls = block.fields.filter(mayBeNull).map((field) => putNullStatement(field, plan.members.get(field)!))
  return method(
    'Sets every field to null where it may be, else to 0.',
    'clear(): this',
    block.blockLength > 0 && `${imports.value('fillOctets', runtime)}(this.$view, this.$at, ${block.blockLength})`,
    ...nulls,
    'return this',
  )
}

function groupEncoder(group: PlannedBlock, context: MessageContext): string {
  const { imports, runtime, checks } = context
  const passed = checks ? 'cursor, order' : 'cursor'
  const nested = group.groups.map(({ block, name }) => ({ own: group.plan.groups.get(block as Group)!, type: `${name}Encoder` }))
  const order = checks && imports.value('AccessOrder', runtime)
  return [
    comment(`Writes the entries of ${aboutBlock(group.block)}`),
    `export class ${group.name}Encoder {\n`,
    lines(
      '  ',
      `readonly #cursor: ${imports.value('Cursor', runtime)}`,
      checks && 'readonly #order: AccessOrder',
      `private $view: DataView = ${imports.value('NOTHING', runtime)}`,
      'private $at = 0',
      '#dimensionAt = 0',
      '#count = 0',
      '#index = 0',
    ),
    partFields(group.block.fields, group.plan, memberContext(group, context), 'Encoder'),
    ...nested.map(({ own, type }) => `  readonly #${own}: ${type}\n`),
    `\n  constructor(cursor: Cursor${order === false ? '' : `, order: ${order}`}) {\n`,
    lines(
      '    ',
      'this.#cursor = cursor',
      checks && 'this.#order = order',
      ...nested.map(({ own, type }) => `this.#${own} = new ${type}(${passed})`),
    ),
    `  }\n\n${groupBegin(group, context)}\n${groupWalk(group, context)}\n${clear(group, context)}\n`,
    `${memberMethods(group, context)}}\n`,
  ].join('')
}

function groupBegin({ block, path, number }: PlannedBlock, context: MessageContext): string {
  const { access, imports, runtime, checks } = context
  const { dimension, minimumCount, maximumCount, blockLength } = block as Group
  const contents = { numGroups: block.groups.length, numVarDataFields: block.data.length }
  const known = { blockLength, numInGroup: 'count', ...contents }
  const others = dimension.members.flatMap(({ name: other, presence, offset, encoding }) =>
    presence === 'constant' || other in known || encoding.kind !== 'scalar'
      ? []
      : [access.set(encoding.primitive, plus('at', offset), literal(encoding.nullValue))],
  )
  const outside = `!Number.isInteger(count) || count < ${minimumCount} || count > ${maximumCount}`
  const refusal = `${imports.value('refuseCount', runtime)}(${quote(path)}, count, ${minimumCount}, ${maximumCount})`
  return method(
    'Starts where the message has come to, with a number of entries. Called by the message.',
    'begin(count: number): this',
    `if (${outside}) ${refusal}`,
    `const at = this.#cursor.advance(${dimension.size})`,
    'this.$view = this.#cursor.view',
    ...paddingOf(dimension.members, dimension.size).map(
      ({ offset, length }) => `${imports.value('fillOctets', runtime)}(this.$view, ${plus('at', offset)}, ${length})`,
    ),
    ...others,
    ...counts(dimension, known).map(({ offset, primitive, value }) => access.set(primitive, plus('at', offset), value)),
    'this.#dimensionAt = at',
    'this.#count = count',
    'this.#index = 0',
    checks && `this.#order.enter(${number}, count)`,
    'return this',
  )
}

function groupWalk(group: PlannedBlock, context: MessageContext): string {
  const { access, imports, runtime, checks } = context
  const { dimension, blockLength } = group.block as Group
  const { offset, primitive } = countOf(dimension, 'numInGroup')
  const refusal = `${imports.value('refuseEntry', runtime)}(${quote(group.path)}, this.#count)`
  return [
    method(
      'Goes to the next entry, the first at first. Throws an `SbeError` beyond the last.',
      'next(): this',
      `if (this.#index >= this.#count) ${refusal}`,
      checks && `this.#order.next(${group.number})`,
      `this.$at = this.#cursor.advance(${blockLength})`,
      'this.#index += 1',
      ...paddings(group, context),
      'return this',
    ),
    method(
      'Ends it with the entries that were gone to, however many it was started with.',
      'cut(): this',
      checks && `this.#order.cut(${group.number})`,
      'this.#count = this.#index',
      access.set(primitive, plus('this.#dimensionAt', offset), 'this.#count'),
      'return this',
    ),
  ].join('\n')
}

function memberMethods(planned: PlannedBlock, context: MessageContext): string {
  const { block, plan } = planned
  const members = memberContext(planned, context)
  return [
    ...block.fields.map((field) => memberEncoder(field, plan.members.get(field)!, members)),
    ...planned.groups.map((group) => groupMethod(planned, group, context)),
    ...block.data.map((data) => dataMethods(planned, data, context)),
  ]
    .filter((text) => text !== '')
    .join('\n')
}

function groupMethod(planned: PlannedBlock, group: PlannedBlock, context: MessageContext): string {
  const own = planned.plan.groups.get(group.block as Group)!
  return method(
    `Starts a number of entries of ${aboutBlock(group.block)}`,
    `${own}(count: number): ${group.name}Encoder`,
    partGuard(planned, group.block as Group, context),
    `return this.#${own}.begin(count)`,
  )
}

function dataMethods(planned: PlannedBlock, data: Data, context: MessageContext): string {
  const { imports, runtime } = context
  const { name, description, characterEncoding } = data
  const names = planned.plan.data.get(data)!
  const about = description === '' ? `The \`${name}\`.` : description
  const putOctets = `${imports.value('putOctets', runtime)}(this.#cursor.view, start, value)`
  if (characterEncoding === undefined) {
    return dataMethod(planned, data, context, { name: names.value, about, type: 'Uint8Array', length: 'value.length', put: putOctets })
  }
  const length = `${imports.value('textLength', runtime)}(value, ${quote(characterEncoding)})`
  const put = `${imports.value('putText', runtime)}(this.#cursor.view, start, value, ${quote(characterEncoding)})`
  return (
    dataMethod(planned, data, context, { name: names.value, about, type: 'string', length, put }) +
    '\n' +
    dataMethod(planned, data, context, {
      name: names.octets,
      about: 'The same by its octets, in place of it.',
      type: 'Uint8Array',
      length: 'value.length',
      put: putOctets,
    })
  )
}

interface DataMethod {
  readonly name: string
  readonly about: string
  readonly type: string
  readonly length: string
  readonly put: string
}

function dataMethod(
  planned: PlannedBlock,
  data: Data,
  context: MessageContext,
  { name, about, type, length, put }: DataMethod,
): string {
  const { access, imports, runtime } = context
  const { dataOffset, lengthOffset, lengthPrimitive, maximumLength } = data
  const refusal = `${imports.value('refuseData', runtime)}(${quote(`${planned.path}.${name}`)}, length, ${maximumLength})`
  const at = lengthOffset === dataOffset ? 'start' : `start - ${dataOffset - lengthOffset}`
  return method(
    about,
    `${name}(value: ${type}): this`,
    partGuard(planned, data, context),
    `const length = ${length}`,
    `if (length > ${maximumLength}) ${refusal}`,
    `const start = this.#cursor.advanceData(${dataOffset}, length)`,
    access.set(lengthPrimitive, at, 'length', 'this.#cursor.view'),
    put,
    'return this',
  )
}
