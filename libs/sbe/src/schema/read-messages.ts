import type { Block, Data, Field, Group, Message } from './layout.ts'
import { constantOf, presenceOf } from './presence.ts'
import type { Reading } from './reading.ts'
import { reportDuplicates } from './reading.ts'
import { checkComposite, dataLayoutOf, isVariable, lengthMember } from './special-composites.ts'
import type { TypeLookup } from './type-lookup.ts'
import type { Element } from './xml.ts'

/** What a block is made of, in this order. */
const PARTS = ['field', 'group', 'data']

/** Reads a `<message>`. */
export function readMessage(reading: Reading, element: Element, types: TypeLookup): Message {
  const block = readBlock(reading, element, types)
  return { ...block, ...reading.semantics(element) }
}

function readBlock(reading: Reading, element: Element, types: TypeLookup): Block {
  reportDuplicates(reading, element.children, 'the name', ({ attributes }) => attributes['name'])
  reportDuplicates(reading, element.children, 'the id', ({ attributes }) => attributes['id'])
  reportOrder(reading, element.children)
  const fields: Field[] = []
  let end = 0
  for (const child of named(element, 'field')) {
    const field = readField(reading, child, types, end)
    if (field === undefined) continue
    fields.push(field)
    if (field.presence !== 'constant') end = field.offset + field.encoding.size
  }
  const groups = named(element, 'group').flatMap((child) => readGroup(reading, child, types) ?? [])
  const data = named(element, 'data').flatMap((child) => readData(reading, child, types) ?? [])
  const blockLength = reading.integer(element, 'blockLength', 2 ** 31 - 1, end)
  if (blockLength < end) {
    reading.report(element, 'block-length', `\`blockLength\` is ${blockLength}, but its fields need ${end}`)
  }
  reportVersions(reading, element)
  return { ...reading.described(element), id: reading.id(element), blockLength, fields, groups, data }
}

function named(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name)
}

function reportOrder(reading: Reading, children: readonly Element[]): void {
  let reached = 0
  for (const child of children) {
    const part = PARTS.indexOf(child.name)
    if (part < 0) reading.report(child, 'element', 'a message or group is made of fields, groups and data')
    else if (part < reached) reading.report(child, 'order', `a ${child.name} must stand before every ${PARTS[reached]}`)
    reached = Math.max(reached, part)
  }
}

/** What is added to a later version comes behind what was there: readers of the earlier one go by place. */
function reportVersions(reading: Reading, element: Element): void {
  for (const part of PARTS) {
    let reached = 0
    for (const child of named(element, part)) {
      if ('offset' in child.attributes) continue
      const since = Number(child.attributes['sinceVersion'] ?? 0)
      if (since < reached) {
        const message = `since version ${since}, but it stands behind what is there since version ${reached} only`
        reading.report(child, 'since-version', message)
      }
      reached = Math.max(reached, since)
    }
  }
}

function readField(reading: Reading, element: Element, types: TypeLookup, end: number): Field | undefined {
  const described = reading.described(element)
  const id = reading.id(element)
  const encoding = types.find(reading.required(element, 'type'), element)
  if (encoding === undefined) return undefined
  if (isVariable(encoding)) {
    reading.report(element, 'data', `"${encoding.name}" is of a variable length: use <data>`)
    return undefined
  }
  const presence = presenceOf(reading, element, encoding)
  return {
    ...described,
    ...reading.semantics(element, encoding),
    id,
    encoding,
    offset: reading.offset(element, end),
    presence,
    constant: presence === 'constant' ? constantOf(reading, element, encoding, types) : undefined,
  }
}

function readGroup(reading: Reading, element: Element, types: TypeLookup): Group | undefined {
  const block = readBlock(reading, element, types)
  const dimension = types.find(reading.text(element, 'dimensionType') ?? 'groupSizeEncoding', element)
  if (dimension === undefined || !checkComposite(reading, element, dimension, 'dimension')) return undefined
  const count = lengthMember(dimension, 'numInGroup')!
  const longest = Number(lengthMember(dimension, 'blockLength')!.maximum)
  if (block.blockLength > longest) {
    reading.report(element, 'block-length', `its entries have ${block.blockLength} octets, its dimension allows ${longest}`)
  }
  return { ...block, dimension, minimumCount: Number(count.minimum), maximumCount: Number(count.maximum) }
}

function readData(reading: Reading, element: Element, types: TypeLookup): Data | undefined {
  const described = reading.described(element)
  const id = reading.id(element)
  const encoding = types.find(reading.required(element, 'type'), element)
  if (encoding === undefined) return undefined
  const layout = dataLayoutOf(reading, element, encoding)
  if (layout === undefined || encoding.kind !== 'composite') return undefined
  return { ...described, id, encoding, ...layout }
}
