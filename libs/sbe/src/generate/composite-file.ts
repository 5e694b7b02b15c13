import type { CompositeEncoding, Member } from '../schema/layout.ts'
import { literal, nullTest, plus } from './literals.ts'
import type { MemberContext } from './member-decoder.ts'
import { imported, memberDecoder } from './member-decoder.ts'
import { memberEncoder, putNullStatement } from './member-encoder.ts'
import { objectMembers } from './object-members.ts'
import type { Plan } from './plan.ts'
import { isVersioned } from './plan.ts'
import { paddingOf } from './padding.ts'
import { comment, lines, method, withoutUnread } from './source.ts'
import { compositeSize } from './versions.ts'

/** The code of a composite: its decoder, its encoder, and its plain object where that is wanted. */
export function compositeFile(
  encoding: CompositeEncoding,
  plan: Plan,
  context: MemberContext,
  objects: boolean,
): string {
  const { name } = context.types.of(encoding)
  const body = [
    withoutUnread(decoderClass(encoding, plan, context, name), ['view', 'at']),
    withoutUnread(encoderClass(encoding, plan, context, name), ['view', 'at']),
    ...(objects ? [objectMembers(encoding.members, plan, context, name)] : []),
  ].join('\n')
  return context.imports.file(body)
}

/** Fields of a class for the flyweights of its composite members. */
export function partFields(members: readonly Member[], plan: Plan, context: MemberContext, suffix: string): string {
  return members
    .map((member) => {
      if (member.encoding.kind !== 'composite') return ''
      const type = imported(context, member.encoding, '', suffix)
      return `  readonly #${plan.members.get(member)!.value}: ${type} = new ${type}()\n`
    })
    .join('')
}

function decoderClass(encoding: CompositeEncoding, plan: Plan, context: MemberContext, name: string): string {
  const { imports, runtime } = context
  const nothing = imports.value('NOTHING', runtime)
  const room = imports.value('requireRoom', runtime)
  const isNull = isNullBody(encoding, plan, context)
  const methods = [
    ...encoding.members.map((member) => memberDecoder(member, plan.members.get(member)!, context)),
    method('Tells whether it has no value, which its first member says.', 'isNull(): boolean', isNull),
  ].join('\n')
  const usesVersion = isVersioned(encoding)
  const wrap = method(
    'Reads it where it starts, as a sender of some version wrote it. Throws an `SbeError` where it goes beyond the view.',
    `wrap(view: DataView, at: number${usesVersion ? ', version: number' : ''}): this`,
    `${room}(view, at, ${compositeSize(encoding, 'version')})`,
    'this.$view = view',
    'this.$at = at',
    usesVersion && 'this.$version = version',
    'return this',
  )
  return [
    comment(`Reads ${described(encoding)}.`),
    `export class ${name}Decoder {\n`,
    lines('  ', `private $view: DataView = ${nothing}`, 'private $at = 0', usesVersion && 'private $version = 0'),
    partFields(encoding.members, plan, context, 'Decoder'),
    `\n${wrap}\n${methods}}\n`,
  ].join('')
}

function described({ name, description }: CompositeEncoding): string {
  return description === '' ? `a \`${name}\`` : `a \`${name}\`: ${description.replace(/\.$/, '')}`
}

function isNullBody({ members }: CompositeEncoding, plan: Plan, { access }: MemberContext): string {
  const first = members.find(({ presence }) => presence !== 'constant')
  if (first === undefined || first.encoding.kind === 'set') return 'return false'
  const at = plus('this.$at', first.offset)
  if (first.encoding.kind === 'composite') {
    const version = isVersioned(first.encoding) ? ', this.$version' : ''
    return `return this.#${plan.members.get(first)!.value}.wrap(this.$view, ${at}${version}).isNull()`
  }
  return `return ${nullTest(access.get(first.encoding.primitive, at), first.encoding.nullValue)}`
}

function encoderClass(encoding: CompositeEncoding, plan: Plan, context: MemberContext, name: string): string {
  const { imports, runtime } = context
  const nothing = imports.value('NOTHING', runtime)
  const room = imports.value('requireRoom', runtime)
  const paddings = paddingOf(encoding.members, encoding.size)
  const fill = paddings.length > 0 && imports.value('fillOctets', runtime)
  const wrap = method(
    'Writes it where it starts. Throws an `SbeError` where it goes beyond the view.',
    'wrap(view: DataView, at: number): this',
    `${room}(view, at, ${encoding.size})`,
    'this.$view = view',
    'this.$at = at',
    ...paddings.map(({ offset, length }) => `${String(fill)}(view, ${plus('at', offset)}, ${length})`),
    'return this',
  )
  const methods = [
    ...encoding.members.map((member) => memberEncoder(member, plan.members.get(member)!, context)),
    method('Says that it has no value.', 'putNull(): this', ...nullStatements(encoding, plan, context), 'return this'),
  ].filter((text) => text !== '')
  return [
    comment(`Writes ${described(encoding)}.`),
    `export class ${name}Encoder {\n`,
    lines('  ', `private $view: DataView = ${nothing}`, 'private $at = 0'),
    partFields(encoding.members, plan, context, 'Encoder'),
    `\n${wrap}\n${methods.join('\n')}}\n`,
  ].join('')
}

/** Members may be null together where none of them may alone, so their nulls are written past their setters. */
function nullStatements({ members }: CompositeEncoding, plan: Plan, { access }: MemberContext): string[] {
  return members.flatMap((member) => {
    const { encoding, presence, offset } = member
    if (presence === 'constant') return []
    if (encoding.kind === 'composite' || encoding.kind === 'set') return [putNullStatement(member, plan.members.get(member)!)]
    const put = (at: string) => access.set(encoding.primitive, at, literal(encoding.nullValue))
    if (encoding.kind !== 'array') return [put(plus('this.$at', offset))]
    const place = `${plus('this.$at', offset)} + index * ${encoding.size / encoding.length}`
    return [`for (let index = 0; index < ${encoding.length}; index += 1) ${put(place)}`]
  })
}
