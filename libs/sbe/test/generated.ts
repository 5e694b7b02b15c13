import { build } from 'esbuild'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll } from 'vitest'
import type { GenerateOptions, Message, PlainObject, Schema } from '@openlob/sbe'
import { generate } from '@openlob/sbe'
import { typeName } from '../src/generate/names.ts'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A decoder as tests without its types see it. */
export interface AnyDecoder {
  wrapMessage: (view: DataView, offset: number) => AnyDecoder
  wrap: (view: DataView, offset: number, blockLength?: number, version?: number) => AnyDecoder
  decodedLength: () => number
  skipToEnd: () => AnyDecoder
  checkComplete: () => AnyDecoder
  readonly [method: string]: (...args: never[]) => unknown
}

/** An encoder as tests without its types see it. */
export interface AnyEncoder {
  wrapMessage: (view: DataView, offset: number) => AnyEncoder
  wrap: (view: DataView, offset: number) => AnyEncoder
  encodedLength: () => number
  clear: () => AnyEncoder
  checkComplete: () => AnyEncoder
  readonly [method: string]: (...args: never[]) => unknown
}

/** The generated code of a schema, loaded. */
export class Generated {
  readonly #module: Readonly<Record<string, unknown>>
  readonly #headerLength: number

  constructor(module: Readonly<Record<string, unknown>>, schema: Schema) {
    this.#module = module
    this.#headerLength = schema.header.size
  }

  /** An exported value. */
  get(name: string): unknown {
    return this.#module[name]
  }

  decoder(message: string): AnyDecoder {
    return new (this.#module[`${message}Decoder`] as new () => AnyDecoder)()
  }

  encoder(message: string): AnyEncoder {
    return new (this.#module[`${message}Encoder`] as new () => AnyEncoder)()
  }

  /** Reads a message with its header; returns it with where it ends. */
  read(message: Message, octets: Uint8Array): { value: PlainObject; end: number } {
    const name = typeName(message.name)
    const decoder = this.decoder(name).wrapMessage(new DataView(octets.buffer, octets.byteOffset, octets.length), 0)
    const value = (this.#module[`read${name}`] as (decoder: AnyDecoder) => PlainObject)(decoder)
    return { value, end: this.#headerLength + decoder.decodedLength() }
  }

  /** Writes a message with its header. */
  write(message: Message, value: PlainObject, room = 65536): Uint8Array {
    const name = typeName(message.name)
    const octets = new Uint8Array(room).fill(0xa5)
    const encoder = this.encoder(name).wrapMessage(new DataView(octets.buffer), 0)
    ;(this.#module[`put${name}`] as (encoder: AnyEncoder, value: PlainObject) => void)(encoder, value)
    return octets.subarray(0, this.#headerLength + encoder.encodedLength())
  }
}

/** Writes the code of a schema into a new folder, and returns it. */
export function generateInto(schema: Schema, options: GenerateOptions): string {
  const folder = mkdtempSync(join(tmpdir(), 'openlob-sbe-'))
  folders.push(folder)
  mkdirSync(join(folder, 'code'))
  for (const { name, text } of generate(schema, options)) writeFileSync(join(folder, 'code', name), text)
  return folder
}

/** Generates, bundles with the runtime and loads the code of a schema. */
export async function loadGenerated(schema: Schema, options: GenerateOptions = {}): Promise<Generated> {
  const runtime = join(import.meta.dirname, '../src/runtime/index.ts')
  const folder = generateInto(schema, { ...options, extension: '.ts', runtime })
  const outfile = join(folder, 'code.mjs')
  await build({ entryPoints: [join(folder, 'code/index.ts')], outfile, bundle: true, format: 'esm', logLevel: 'silent' })
  const module = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Record<string, unknown>
  return new Generated(module, schema)
}
