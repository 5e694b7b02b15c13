import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeMessage, parseSchema } from '@openlob/sbe'
import { FRAMING_HEADER_LENGTH, putFramingHeader, SBE_LITTLE_ENDIAN } from '../src/runtime/index.ts'
import { schemaWith } from './schemas.ts'

let folder = ''
const schemaText = schemaWith('', '<field name="a" id="1" type="uint32"/><data name="t" id="2" type="text"/>')
const message = (a: number, t: string) => encodeMessage(parseSchema(schemaText), 'M', { a, t })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'openlob-sbe-gen-'))
  writeFileSync(join(folder, 'schema.xml'), schemaText)
  writeFileSync(join(folder, 'messages.sbe'), Buffer.concat([message(1, 'one'), message(2, 'two')]))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Runs `sbe-gen` in the folder, as its user does. */
function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = join(import.meta.dirname, '../cli/main.ts')
  const loader = import.meta.resolve('tsx')
  const all = ['--import', loader, '--conditions=@openlob/source', program, ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

describe('sbe-gen', () => {
  it('generates into a folder that it makes', async () => {
    const { code, stdout } = await run('schema.xml', '--out', 'out/code', '--extension', '.ts')
    expect([code, stdout]).toEqual([0, '8 files in out/code\n'])
    expect(readdirSync(join(folder, 'out/code'))).toContain('m-decoder.ts')
    expect(readFileSync(join(folder, 'out/code/index.ts'), 'utf8')).toContain("export * from './m-decoder.ts'")
  })

  it('generates a debug build', async () => {
    await run('schema.xml', '--out', 'debug', '--checks', '--no-objects')
    expect(readFileSync(join(folder, 'debug/m-decoder.ts'), 'utf8')).toContain('AccessOrder')
    expect(readdirSync(join(folder, 'debug'))).not.toContain('m.ts')
  })

  it('generates for aligned messages', async () => {
    await run('schema.xml', '--out', 'aligned', '--aligned')
    expect(readFileSync(join(folder, 'aligned/m-decoder.ts'), 'utf8')).toContain('wordsOf(view)')
  })

  it('prints messages as JSON', async () => {
    const { stdout } = await run('decode', 'schema.xml', 'messages.sbe')
    const messages = JSON.parse(`[${stdout.replaceAll(/^\}\n\{/gm, '},{')}]`) as { value: unknown }[]
    expect(messages.map(({ value }) => value)).toEqual([{ a: 1, t: 'one' }, { a: 2, t: 'two' }])
  })

  it('prints messages of frames, and of hexadecimal text', async () => {
    const one = message(7, 'seven')
    const frame = new Uint8Array(FRAMING_HEADER_LENGTH + one.length)
    const header = { frameLength: frame.length, encodingType: SBE_LITTLE_ENDIAN }
    putFramingHeader(new DataView(frame.buffer), 0, header, true)
    frame.set(one, FRAMING_HEADER_LENGTH)
    const hex = Buffer.from(frame).toString('hex')
    writeFileSync(join(folder, 'frames.hex'), `${hex}\n${hex}\n`)
    const { stdout } = await run('decode', 'schema.xml', 'frames.hex', '--hex', '--frames', 'little')
    expect(stdout.match(/"t": "seven"/g)?.length).toBe(2)
  })

  it('says what is in a schema', async () => {
    const { stdout } = await run('check', 'schema.xml')
    expect(stdout).toContain('1 messages')
    expect(stdout).toContain('M, a block of 4 octets')
  })

  it('says all that is wrong with a schema, by file and line, and fails', async () => {
    writeFileSync(join(folder, 'wrong.xml'), schemaText.replace('uint32"/>', 'uint33"/>').replace('type="text"', 'type="none"'))
    const { code, stderr } = await run('check', 'wrong.xml')
    expect(code).toBe(1)
    const first = /^wrong\.xml:\d+:\d+: <field name="a">: there is no type "uint33" \(unknown-type\)\nwrong\.xml/
    expect(stderr).toMatch(first)
  })

  it.each([
    ['a schema that is not there', ['check', 'none.xml'], 'sbe-gen: the schema cannot be read'],
    ['messages that are not there', ['decode', 'schema.xml', 'none.sbe'], 'sbe-gen: the messages cannot be read'],
    ['messages that are cut off', ['decode', 'schema.xml', 'schema.xml'], 'at octet 0: this is a message of schema'],
    ['text that is not hexadecimal', ['decode', 'schema.xml', 'schema.xml', '--hex'], 'sbe-gen: the file is not hexadecimal'],
    ['no folder', ['schema.xml'], "required option '-o, --out <folder>' not specified"],
    ['an unknown extension', ['schema.xml', '--out', 'x', '--extension', '.mjs'], 'it must be .js or .ts'],
  ])('refuses %s and says why', async (_, args, message_) => {
    const { code, stderr } = await run(...args)
    expect(code).toBe(1)
    expect(stderr).toContain(message_)
    expect(stderr).not.toContain('    at ')
  })

  it('shows examples', async () => {
    const { stdout } = await run('--help')
    expect(stdout).toContain('sbe-gen decode schema.xml messages.sbe')
  })
})
