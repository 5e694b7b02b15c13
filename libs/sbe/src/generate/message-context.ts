import type { Block, Data, Group, Message, Schema } from '../schema/layout.ts'
import type { MemberContext } from './member-decoder.ts'
import { stepwise, versionsOf } from './versions.ts'
import type { Plan } from './plan.ts'
import { quote } from './literals.ts'

/** A block of a message as its code is written: the message itself is block 0. */
export interface PlannedBlock {
  readonly block: Message | Group
  readonly name: string
  /** What errors call it: the names of the schema from the message down. */
  readonly path: string
  readonly plan: Plan
  /** Its number among the blocks of the message, for the checks of the order. */
  readonly number: number
  /** Its groups, in the order of the schema. */
  readonly groups: readonly PlannedBlock[]
}

/** What the code of a message is written with. */
export interface MessageContext extends Omit<MemberContext, 'label' | 'guard'> {
  readonly schema: Schema
  readonly checks: boolean
}

/** Tells whether a message is its block alone, so that nothing has to be gone through. */
export function isFixed({ block }: PlannedBlock): boolean {
  return block.groups.length + block.data.length === 0
}

/** A block and those within it, outermost first. */
export function blocksOf(planned: PlannedBlock): PlannedBlock[] {
  return [planned, ...planned.groups.flatMap(blocksOf)]
}

/** What the methods of a block's members are written with. */
export function memberContext(planned: PlannedBlock, context: MessageContext): MemberContext {
  const guard = ({ name }: { readonly name: string }) =>
    context.checks ? `this.#order.field(${planned.number}, ${quote(name)})` : ''
  // The entries of a group are wherever the data before them ends.
  const aligned = context.aligned && planned.number === 0
  return { ...context, aligned, label: planned.path, guard }
}

/** The statement of a debug build where a group or data of a block is gone into. */
export function partGuard(planned: PlannedBlock, part: Group | Data, context: MessageContext): string {
  if (!context.checks) return ''
  const { groups, data } = planned.block
  const index = [...groups, ...data].indexOf(part)
  return `this.#order.part(${planned.number}, ${index})`
}

/** The blocks of a message as the checks of the order are told of them. */
export function orderedBlocks(message: PlannedBlock): string {
  const blocks = blocksOf(message).map(({ path, block }) => {
    const parts = [...block.groups, ...block.data].map((part) => quote(part.name)).join(', ')
    return `  { name: ${quote(path)}, parts: [${parts}] },\n`
  })
  return `[\n${blocks.join('')}]`
}

/** A length that depends on a version, as an expression of that. */
export function byVersion(block: Block, version: string, lengthAt: (block: Block, version: number) => number): string {
  const { fields, groups, data } = block
  const versions = [...groups, ...data].map(({ sinceVersion }) => sinceVersion)
  return stepwise([...versions, ...fields.flatMap(versionsOf)], version, (at) => lengthAt(block, at))
}
