import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { GenerateOptions, Schema } from '../src/index.ts'
import { generate, parseSchema } from '../src/index.ts'

/** What `sbe-gen` is told to generate. */
export interface GenerateSettings extends GenerateOptions {
  readonly out: string
}

/** Thrown for what a user can mend: a file that cannot be read or written. */
export class UserError extends Error {
  override readonly name: string = 'UserError'
}

/** Reads a schema with the files that it includes, which are found from the file that includes them. */
export function readSchema(file: string): Schema {
  const load = (href: string, from: string) => {
    const name = resolve(dirname(from), href)
    try {
      return { name, text: readFileSync(name, 'utf8') }
    } catch {
      return undefined
    }
  }
  return parseSchema(readText(file), { file, load })
}

/** Generates the files of a schema in a folder; returns what is said of it. */
export function generateFiles(schemaFile: string, { out, ...options }: GenerateSettings): string {
  const files = generate(readSchema(schemaFile), options)
  try {
    mkdirSync(out, { recursive: true })
    for (const { name, text } of files) writeFileSync(join(out, name), text)
  } catch (error) {
    throw new UserError(`sbe-gen: the files cannot be written: ${(error as Error).message}`)
  }
  return `${files.length} files in ${out}`
}

/** What is in a schema. */
export function describeSchema(file: string): string {
  const schema = readSchema(file)
  const order = schema.littleEndian ? 'little-endian' : 'big-endian'
  const about = `schema "${schema.package}", id ${schema.id}, version ${schema.version}, ${order}`
  const messages = schema.messages.map(
    ({ name, id, blockLength }) => `  ${String(id).padStart(5)}  ${name}, a block of ${blockLength} octets`,
  )
  return [`${about}: ${schema.messages.length} messages, ${schema.types.length} types`, ...messages].join('\n')
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(`sbe-gen: the schema cannot be read: ${(error as Error).message}`)
  }
}
