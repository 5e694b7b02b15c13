import type { Field } from '../schema/layout.ts'
import type { Numeric } from '../schema/primitive.ts'
import { literal, quote } from './literals.ts'
import type { PlannedBlock } from './message-context.ts'
import { blocksOf } from './message-context.ts'
import { comment } from './source.ts'

/** The code of what a schema says of the fields of a message, for programs that look at messages. */
export function fieldsFile(message: PlannedBlock): string {
  return blocksOf(message)
    .map(({ name, block }) => {
      const fields = block.fields.map((field) => `  ${field.name}: ${facts(field)},\n`)
      return `${comment(`What the schema says of the fields of \`${name}\`.`)}export const ${name}Fields = {\n${fields.join('')}} as const\n`
    })
    .join('\n')
}

function facts(field: Field): string {
  const { id, offset, encoding, presence, sinceVersion, semanticType, epoch, timeUnit, extensions } = field
  const text = (name: string, value: string) => (value === '' ? [] : [`${name}: ${quote(value)}`])
  const facts = [
    `id: ${id}`,
    `offset: ${offset}`,
    `size: ${presence === 'constant' ? 0 : encoding.size}`,
    `presence: ${quote(presence)}`,
    `sinceVersion: ${sinceVersion}`,
    ...text('primitive', 'primitive' in encoding ? encoding.primitive : ''),
    ...('minimum' in encoding ? [`minimum: ${literal(encoding.minimum)}`, `maximum: ${literal(encoding.maximum)}`] : []),
    ...('nullValue' in encoding ? [`nullValue: ${nullValueOf(encoding.nullValue)}`] : []),
    ...text('semanticType', semanticType),
    ...text('epoch', epoch),
    ...text('timeUnit', timeUnit),
    ...(Object.keys(extensions).length > 0 ? [`extensions: { ${extensionsOf(extensions)} }`] : []),
  ]
  return `{\n${facts.map((fact) => `    ${fact},\n`).join('')}  }`
}

/** With its type where that cannot be read off. */
function nullValueOf(value: Numeric): string {
  return Number.isNaN(value) ? `${literal(value)} as number` : literal(value)
}

function extensionsOf(extensions: Field['extensions']): string {
  return Object.entries(extensions)
    .map(([name, value]) => `${quote(name)}: ${quote(value)}`)
    .join(', ')
}
