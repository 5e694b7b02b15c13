import type { IncludeLoader } from './includes.ts'
import { readWithIncludes } from './includes.ts'
import type { CompositeEncoding, Schema } from './layout.ts'
import { SchemaError } from './problems.ts'
import { readMessage } from './read-messages.ts'
import { TypeReader } from './read-types.ts'
import { Reading, reportDuplicates } from './reading.ts'
import { checkComposite, lengthMember } from './special-composites.ts'
import type { Element } from './xml.ts'

/** How a schema is read. */
export interface ParseOptions {
  /** What the text is called in errors; `schema.xml` unless told. */
  readonly file?: string
  /** Gives the files that it includes; without it none is found. */
  readonly load?: IncludeLoader
}

/**
 * Reads the XML of a message schema: FIX SBE 1.0 and the parts of 2.0 that schemas in use have. Throws a
 * {@link SchemaError} with all that is wrong, each with its line, element and rule.
 */
export function parseSchema(xml: string, { file = 'schema.xml', load }: ParseOptions = {}): Schema {
  const root = readWithIncludes(xml, file, load)
  const reading = new Reading()
  const schema = readSchema(reading, root)
  if (schema === undefined || reading.problems.length > 0) throw new SchemaError(inOrder(reading, root))
  return schema
}

/** What is wrong, in the order of the text; each once, as a type is looked at wherever it is used. */
function inOrder(reading: Reading, root: Element): SchemaError['problems'] {
  const once = new Map(reading.problems.map((problem) => [JSON.stringify(problem), problem]))
  const included = (file: string) => (file === root.file ? 1 : 0)
  return [...once.values()].sort((a, b) => {
    const byFile = included(a.file) - included(b.file) || a.file.localeCompare(b.file)
    return byFile || a.line - b.line || a.column - b.column
  })
}

function readSchema(reading: Reading, root: Element): Schema | undefined {
  if (root.name !== 'messageSchema') {
    reading.report(root, 'element', 'a schema is a <messageSchema>')
    return undefined
  }
  reading.required(root, 'id')
  const id = reading.integer(root, 'id', 65535, 0)
  reading.version = reading.integer(root, 'version', 65535, 0)
  const { typeElements, messageElements } = partsOf(reading, root)
  const types = new TypeReader(reading, typeElements)
  const all = types.all()
  const header = readHeader(reading, root, types)
  reportDuplicates(reading, messageElements, 'the name', ({ attributes }) => attributes['name'])
  reportDuplicates(reading, messageElements, 'the id', ({ attributes }) => attributes['id'])
  const messages = messageElements.map((element) => readMessage(reading, element, types))
  if (header === undefined) return undefined
  const longest = Number(lengthMember(header, 'blockLength')!.maximum)
  for (const [at, { blockLength }] of messages.entries()) {
    if (blockLength > longest) {
      const message = `its block has ${blockLength} octets, the header allows ${longest}`
      reading.report(messageElements[at]!, 'block-length', message)
    }
  }
  return {
    package: reading.text(root, 'package') ?? '',
    id,
    version: reading.version,
    semanticVersion: reading.text(root, 'semanticVersion') ?? '',
    description: reading.text(root, 'description') ?? '',
    littleEndian: readByteOrder(reading, root),
    header,
    types: all,
    messages,
  }
}

/** The elements of types and of messages, wherever they are grouped. */
function partsOf(reading: Reading, root: Element): { typeElements: Element[]; messageElements: Element[] } {
  const typeElements: Element[] = []
  const messageElements: Element[] = []
  for (const child of root.children) {
    if (child.name === 'types') typeElements.push(...child.children)
    else if (child.name === 'message') messageElements.push(child)
    else if (child.name === 'messages') messageElements.push(...child.children)
    else reading.report(child, 'element', 'a schema is made of types, message and messages')
  }
  return { typeElements, messageElements }
}

function readHeader(reading: Reading, root: Element, types: TypeReader): CompositeEncoding | undefined {
  const header = types.find(reading.text(root, 'headerType') ?? 'messageHeader', root)
  return header !== undefined && checkComposite(reading, root, header, 'header') ? header : undefined
}

function readByteOrder(reading: Reading, root: Element): boolean {
  const order = reading.text(root, 'byteOrder') ?? 'littleEndian'
  if (order !== 'littleEndian' && order !== 'bigEndian') {
    reading.report(root, 'attribute', `\`byteOrder\` is "${order}"; it must be littleEndian or bigEndian`)
  }
  return order !== 'bigEndian'
}
