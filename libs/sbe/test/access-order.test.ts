import { beforeAll, describe, expect, it } from 'vitest'
import { parseSchema } from '@openlob/sbe'
import type { AnyDecoder, AnyEncoder, Generated } from './generated.ts'
import { loadGenerated } from './generated.ts'
import { schemaWith } from './schemas.ts'

const schema = parseSchema(
  schemaWith(
    '<type name="rank" primitiveType="uint8" minValue="1" maxValue="5"/>',
    `<field name="a" id="1" type="rank"/>
     <group name="g" id="2">
       <field name="b" id="3" type="uint8"/>
       <group name="h" id="4"><field name="c" id="5" type="uint8"/></group>
       <data name="d" id="6" type="text"/>
     </group>
     <group name="k" id="7"><field name="e" id="8" type="uint8"/></group>
     <data name="t" id="9" type="text"/>
     <data name="u" id="10" type="text"/>`,
  ),
)

/** A flyweight, by the names of the schema above. */
interface Flyweight {
  a: (value?: number) => number
  g: (count?: number) => Flyweight
  h: (count?: number) => Flyweight
  k: (count?: number) => Flyweight
  b: (value?: number) => number
  c: (value?: number) => number
  d: (value?: string) => unknown
  e: (value?: number) => number
  t: (value?: string) => unknown
  u: (value?: string) => unknown
  uLength: () => number
  skipT: () => unknown
  tOctets: (value?: Uint8Array) => unknown
  next: () => unknown
  skip: () => void
  cut: () => unknown
  rewind: () => Flyweight
  checkComplete: () => unknown
  wrapMessage: (view: DataView, offset: number) => Flyweight
}

const view = new DataView(new ArrayBuffer(1024))

describe.each([
  ['a debug build', true],
  ['a fast build', false],
])('%s', (_, checks) => {
  let generated: Generated
  beforeAll(async () => {
    generated = await loadGenerated(schema, { checks })
  })

  /** A decoder of a whole message: two entries of g, the first with two of h, one of k, and the data. */
  function decoder(): Flyweight {
    write(encoder())
    return asFlyweight(generated.decoder('M')).wrapMessage(view, 0)
  }

  const encoder = () => asFlyweight(generated.encoder('M')).wrapMessage(view, 0)

  function write(message: Flyweight): Flyweight {
    message.a(1)
    const g = message.g(2)
    g.next()
    g.b(1)
    const h = g.h(2)
    h.next()
    h.c(1)
    h.next()
    h.c(2)
    g.d('x')
    g.next()
    g.b(2)
    g.h(0)
    g.d('y')
    const k = message.k(1)
    k.next()
    k.e(1)
    message.t('t')
    message.u('u')
    return message
  }

  it('takes a message in its order', () => {
    expect(() => write(encoder()).checkComplete()).not.toThrow()
    const message = decoder()
    expect(message.a()).toBe(1)
    const g = message.g()
    expect([g.next(), g.b()]).toEqual([true, 1])
    const h = g.h()
    expect([h.next(), h.c(), h.next(), h.c(), h.next()]).toEqual([true, 1, true, 2, false])
    expect([g.d(), message.a(), g.next(), g.b()]).toEqual(['x', 1, true, 2])
    g.h()
    expect([g.d(), g.next()]).toEqual(['y', false])
    message.k().skip()
    expect([message.uLength(), message.t(), message.u()]).toEqual([1, 't', 'u'])
    expect(() => message.checkComplete()).not.toThrow()
  })

  it('takes it again after going back', () => {
    const message = decoder()
    for (let times = 0; times < 2; times += 1) {
      message.g().skip()
      message.k().skip()
      message.skipT()
      expect(message.u()).toBe('u')
      message.rewind()
    }
  })

  it('takes a group that ends early', () => {
    const message = encoder()
    message.a(1)
    const g = message.g(5)
    g.cut()
    const k = message.k(5)
    k.next()
    k.e(9)
    k.cut()
    message.t('')
    message.u('')
    expect(() => message.checkComplete()).not.toThrow()
    const read = asFlyweight(generated.decoder('M')).wrapMessage(view, 0)
    expect([read.g().next(), read.k().next(), read.t()]).toEqual([false, true, ''])
  })

  const entered = (message: Flyweight) => {
    const g = message.g(2)
    g.next()
    return g
  }

  const misuses: [what: string, use: (message: Flyweight) => unknown, message: string][] = [
    ['data before the groups', (m) => m.t('t'), 'M: "t" is touched where "g" comes next'],
    ['a group before another', (m) => m.k(1), 'M: "k" is touched where "g" comes next'],
    ['a group twice', (m) => [m.g(0), m.g(0)], 'M: "g" is touched where "k" comes next'],
    ['data twice', (m) => [m.g(0), m.k(0), m.t('t'), m.t('t')], 'M: "t" is touched where "u" comes next'],
    ['data beyond the end', (m) => [m.g(0), m.k(0), m.t('t'), m.u('u'), m.tOctets(new Uint8Array())], 'M: "t" is touched where its end comes next'],
    ['a field of an entry before the first', (m) => m.g(2).b(1), 'M.g: "b" is touched before its first entry'],
    ['a group of an entry before the first', (m) => m.g(2).h(0), 'M.g: "h" is touched before its first entry'],
    ['data of an entry before its group', (m) => entered(m).d('x'), 'M.g: "d" is touched where "h" comes next'],
    ['the next entry before the data of the last', (m) => [m.g(2)].map((g) => [g.next(), g.h(0), g.next()]), 'M.g: "d" is missing'],
    ['the next entry before all of an inner group', (m) => [m.g(2)].map((g) => [g.next(), g.h(1), g.next()]), 'M.g.h: 1 of its entries are missing'],
    ['the next group before all entries', (m) => [[m.g(2)].map((g) => [g.next(), g.h(0), g.d('x')]), m.k(0)], 'M.g: 1 of its entries are missing'],
    ['a field of an entry that was left', (m) => [m.g(1)].map((g) => [g.next(), g.h(0), g.d('x'), m.k(0), g.b(1)]), 'M.g: "b" is touched outside of it'],
    ['an end without the data', (m) => [m.g(0), m.k(0), m.checkComplete()], 'M: "t" is missing'],
    ['an end without the groups', (m) => m.checkComplete(), 'M: "g" is missing'],
  ]

  it.each(misuses)('%s', (_what, use, message) => {
    const refusal = { name: 'SbeError', code: 'OUT_OF_ORDER', message }
    if (checks) expect(() => use(encoder())).toThrow(expect.objectContaining(refusal) as Error)
    // Nobody looks in a fast one; it is only seen to that nothing leaves the buffer.
    else expect(() => use(encoder())).not.toThrow()
  })

  it('refuses the same of a decoder when it is a debug one', () => {
    const message = decoder()
    if (checks) expect(() => message.t()).toThrow('M: "t" is touched where "g" comes next')
    else expect(() => message.g().b()).not.toThrow()
  })

  it('refuses to touch what is not wrapped when it is a debug one', () => {
    const message = asFlyweight(generated.encoder('M'))
    if (checks) expect(() => message.a(1)).toThrow('M: "a" is touched outside of it')
    else expect(() => message.a(1)).toThrow(RangeError)
  })

  it('refuses values out of the range of their type when it is a debug one, and always those beyond their bits', () => {
    const message = encoder()
    if (checks) expect(() => message.a(6)).toThrow('M.a takes 1 to 5: 6')
    else expect(() => message.a(6)).not.toThrow()
    expect(() => message.a(256)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_RANGE' }) as Error)
    expect(() => message.a(1.5)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_RANGE' }) as Error)
  })
})

function asFlyweight(flyweight: AnyEncoder | AnyDecoder): Flyweight {
  return flyweight as unknown as Flyweight
}
