import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReplyOrder } from './reply-order.ts'
import type { ReplyPlace } from './reply-order.ts'

type Step = { readonly kind: 'expect' | 'notify' } | { readonly kind: 'answer'; readonly which: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ kind: 'expect' } as const),
  fc.constant({ kind: 'notify' } as const),
  fc.record({ kind: fc.constant('answer' as const), which: fc.nat(20) }),
)

/** Runs the steps, answers what is left, and gives what was sent and what was known before each notice. */
function run(steps: readonly Step[]) {
  const sent: string[] = []
  const order = new ReplyOrder((frame) => { sent.push(frame.toString()) })
  const open: [string, ReplyPlace][] = []
  const known: string[] = []
  const knownBefore: string[][] = []
  const requested: string[] = []
  const answer = (index: number): void => {
    const [[name, place]] = open.splice(index, 1) as [[string, ReplyPlace]]
    known.push(name)
    order.answer(place, Buffer.from(name))
  }
  const notify = (): void => {
    knownBefore.push([...known])
    order.notify(Buffer.from(`notice ${knownBefore.length - 1}`))
  }
  for (const one of steps) {
    if (one.kind === 'notify') notify()
    else if (one.kind === 'answer') {
      if (open.length > 0) answer(one.which % open.length)
    } else {
      requested.push(`reply ${requested.length}`)
      open.push([requested.at(-1)!, order.expect()])
    }
  }
  const awaited = order.awaited
  while (open.length > 0) answer(open.length - 1)
  return { sent, requested, knownBefore, awaited, left: order.awaited }
}

describe('the order of replies', () => {
  it('is that of the requests, with each notice in its order behind the replies known before it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { sent, requested, knownBefore, left } = run(steps)
        expect(sent.filter((text) => text.startsWith('reply'))).toEqual(requested)
        expect(sent.filter((text) => text.startsWith('notice'))).toEqual(knownBefore.map((_, index) => `notice ${index}`))
        for (const [index, replies] of knownBefore.entries())
          expect(sent.slice(0, sent.indexOf(`notice ${index}`))).toEqual(expect.arrayContaining(replies))
        expect(left).toBe(0)
      }),
      { seed: 42, numRuns: 1000 },
    )
  })

  it('holds up no notice for a reply that is not known', () => {
    expect(run([{ kind: 'expect' }, { kind: 'notify' }])).toMatchObject({ sent: ['notice 0', 'reply 0'], awaited: 1 })
  })
})
