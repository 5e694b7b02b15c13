import { beforeAll, describe, expect, it } from 'vitest'
import type { SbeErrorCode } from '@openlob/sbe'
import { generate, parseSchema } from '@openlob/sbe'
import type { AnyDecoder, AnyEncoder, Generated } from './generated.ts'
import { loadGenerated } from './generated.ts'
import { featuresSchema, schemaWith } from './schemas.ts'

const fields = `<field name="price" id="1" type="int64"/><field name="quantity" id="2" type="uint32"/>
  <field name="side" id="3" type="uint8"/>`
const fixed = parseSchema(schemaWith('', fields))
const withGroup = parseSchema(schemaWith('', `${fields}<group name="g" id="4"><field name="x" id="5" type="int64"/></group>`))

function refusal(code: SbeErrorCode): Error {
  return expect.objectContaining({ name: 'SbeError', code }) as Error
}

function put(encoder: AnyEncoder, price: number): void {
  const methods = encoder as unknown as Record<string, (value: number) => unknown>
  methods['priceNumber']!(price)
  methods['quantity']!(price * 2)
  methods['side']!(price % 256)
}

function read(decoder: AnyDecoder): unknown[] {
  return ['price', 'priceNumber', 'quantity', 'side'].map((name) => decoder[name]!())
}

describe.each([
  ['a block alone', fixed],
  ['a group', withGroup],
])('flyweights for aligned messages of %s', (_, schema) => {
  let generated: Generated
  beforeAll(async () => {
    generated = await loadGenerated(schema, { aligned: true })
  })

  it('go from message to message and from buffer to buffer', () => {
    const views = [new DataView(new ArrayBuffer(80)), new DataView(new SharedArrayBuffer(80), 8, 71)]
    const [encoder, decoder] = [generated.encoder('M'), generated.decoder('M')]
    const places = views.flatMap((view) => [0, 8, 40].map((offset) => ({ view, offset })))
    for (const [at, { view, offset }] of places.entries()) {
      put(encoder.wrapMessage(view, offset), 100 + at)
      expect(read(decoder.wrapMessage(view, offset))).toEqual([BigInt(100 + at), 100 + at, 200 + 2 * at, 100 + at])
    }
    put(encoder.wrap(views[0]!, 16), 7)
    expect(read(decoder.wrap(views[0]!, 16))).toEqual([7n, 7, 14, 7])
  })

  it.each([4, 1, 0.5, 12])('refuse one that starts at %d', (offset) => {
    const view = new DataView(new ArrayBuffer(80))
    for (const flyweight of [generated.encoder('M'), generated.decoder('M')]) {
      expect(() => flyweight.wrapMessage(view, offset)).toThrow(refusal('MISALIGNED'))
      expect(() => flyweight.wrap(view, offset)).toThrow(refusal('MISALIGNED'))
      expect(() => flyweight.wrap(view, 0).wrap(view, offset)).toThrow(refusal('MISALIGNED'))
    }
    expect(new Uint8Array(view.buffer).every((octet) => octet === 0)).toBe(true)
  })

  it.each([-8, 80, 1000, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY])('refuse one that is not there, at %d', (offset) => {
    const view = new DataView(new ArrayBuffer(80))
    for (const flyweight of [generated.encoder('M'), generated.decoder('M')]) {
      expect(() => flyweight.wrapMessage(view, offset)).toThrow(refusal('BUFFER_TOO_SHORT'))
      expect(() => flyweight.wrap(view, 0).wrap(view, offset)).toThrow(refusal('BUFFER_TOO_SHORT'))
    }
  })

  it('refuse a view that starts elsewhere, and a buffer that can grow', () => {
    const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer
    const views = [new DataView(new ArrayBuffer(80), 4), new DataView(new Resizable(80, { maxByteLength: 160 }))]
    for (const view of views) {
      expect(() => generated.encoder('M').wrapMessage(view, 0)).toThrow(refusal('MISALIGNED'))
    }
  })

  it('stay where they were when they refuse', () => {
    const views = [new DataView(new ArrayBuffer(80)), new DataView(new ArrayBuffer(80), 4)] as const
    put(generated.encoder('M').wrapMessage(views[0], 0), 9)
    const decoder = generated.decoder('M').wrapMessage(views[0], 0)
    expect(() => decoder.wrapMessage(views[1], 0)).toThrow(refusal('MISALIGNED'))
    expect(() => decoder.wrapMessage(views[0], 4)).toThrow(refusal('MISALIGNED'))
    expect(read(decoder)).toEqual([9n, 9, 18, 9])
  })

  it('refuse a buffer that has been given away', () => {
    const buffer = new ArrayBuffer(80)
    const view = new DataView(buffer)
    const encoder = generated.encoder('M').wrapMessage(view, 0)
    structuredClone(buffer, { transfer: [buffer] })
    expect(() => encoder.wrapMessage(view, 0)).toThrow(TypeError)
  })
})

describe('code for aligned messages', () => {
  it('is the same as other code where it would not help', () => {
    const big = featuresSchema('bigEndian')
    expect(generate(big, { aligned: true })).toEqual(generate(big))
    expect(generate(fixed, { aligned: true })).not.toEqual(generate(fixed))
  })
})
