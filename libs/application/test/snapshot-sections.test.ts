import { ReferenceBook } from '@openlob/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSnapshot, encodeSnapshot, RecentHistory, SnapshotDecodingError, TradingFlow } from '../src/index.ts'
import type { BookFactory } from '../src/index.ts'
import { sampleHistory } from '../src/testing/index.ts'

function flowAfter(length: number, seed: number): TradingFlow {
  const flow = new TradingFlow()
  for (const command of sampleHistory({ length, seed })) flow.apply(command)
  return flow
}

const NOTHING = new RecentHistory().save()

describe('a snapshot in sections', () => {
  it('of which an octet is changed or that is cut is refused, or gives the same state', () => {
    const flow = flowAfter(60, 3)
    const whole = encodeSnapshot(flow.save(), NOTHING)
    const restored = (octets: Uint8Array): string | undefined => {
      try {
        return TradingFlow.restore(decodeSnapshot(octets).flow).stateHash(1)
      } catch {
        return undefined
      }
    }
    expect(restored(whole)).toBe(flow.stateHash(1))
    for (let at = 0; at < whole.length; at += 7) {
      const octets = whole.slice()
      octets[at]! ^= 1 + (at % 255)
      expect([undefined, flow.stateHash(1)]).toContain(restored(octets))
      if (at % 3 === 0) expect(restored(whole.slice(0, at))).toBeUndefined()
    }
    expect(() => decodeSnapshot(Uint8Array.from([...whole, 0]))).toThrow('1 octets behind the last section')
    expect(() => decodeSnapshot(whole.slice(0, 9))).toThrow(SnapshotDecodingError)
  })

  it('is the same of either book, and restored into either', () => {
    const createBook: BookFactory = (listener, adviser) => new ReferenceBook(listener, { adviser })
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 300 }), (seed, length) => {
        const saved = flowAfter(length, seed).save()
        const restored = TradingFlow.restore(saved, { createBook })
        expect(restored.save()).toEqual(saved)
        expect(TradingFlow.restore(restored.save()).save()).toEqual(saved)
      }),
      { seed: 9, numRuns: 20 },
    )
  })

  it('is read wherever it starts in memory', () => {
    const flow = flowAfter(40, 1)
    const octets = encodeSnapshot(flow.save(), NOTHING)
    const shifted = new Uint8Array(octets.length + 3).subarray(3)
    shifted.set(octets)
    expect(TradingFlow.restore(decodeSnapshot(shifted).flow).save()).toEqual(flow.save())
  })

  it('has the names and the tiers of more accounts than one section takes', () => {
    const flow = new TradingFlow({ limits: { maxAccounts: 70_000 } })
    const accounts = 65_540
    let sequence = 0
    const apply = (command: Parameters<TradingFlow['apply']>[0]['command']): void => {
      sequence += 1
      flow.apply({ sequence, timestampUs: 1, command })
    }
    for (let account = 1; account <= accounts; account += 1) apply({ type: 'OpenAccount', name: `n-${account}` })
    const restored = TradingFlow.restore(flow.save(), { limits: { maxAccounts: 70_000 } })
    expect([...restored.state.venue.accounts]).toEqual([...flow.state.venue.accounts])
    expect(restored.state.venue.accounts.named('n-65540')?.accountId).toBe(65_540)
  })
})
