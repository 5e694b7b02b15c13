import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvariantError } from '../invariant.ts'
import { StateHash } from '../state-hash.ts'
import { accountId, assetId, MAX_UNITS } from '../units.ts'
import type { AccountId, AssetId } from '../units.ts'
import { Ledger } from './ledger.ts'

const alice = accountId(1)
const bob = accountId(2)
const gold = assetId(1)

/** The obvious ledger: a map from account, asset and kind to an amount. */
class MapLedger {
  readonly amounts = new Map<string, bigint>()

  get(kind: string, account: number, asset: number): bigint {
    return this.amounts.get(`${kind} ${account} ${asset}`) ?? 0n
  }

  add(kind: string, account: number, asset: number, units: bigint): void {
    this.amounts.set(`${kind} ${account} ${asset}`, this.get(kind, account, asset) + units)
  }
}

const movement = fc.record({
  kind: fc.constantFrom('deposit', 'withdraw', 'hold', 'release', 'transfer', 'fee'),
  from: fc.integer({ min: 1, max: 40 }),
  to: fc.integer({ min: 1, max: 40 }),
  asset: fc.integer({ min: 1, max: 9 }),
  units: fc.oneof(fc.bigInt({ min: 1n, max: 100n }), fc.bigInt({ min: 1n, max: MAX_UNITS })),
})
type Movement = typeof movement extends fc.Arbitrary<infer T> ? T : never

interface Payment {
  readonly from: AccountId
  readonly to: AccountId
  readonly what: AssetId
  readonly units: bigint
}

function pay(ledger: Ledger, oracle: MapLedger, { from, to, what, units }: Payment): void {
  const transfer = () => {
    ledger.transferHeld(from, to, what, units)
  }
  if (units > oracle.get('held', from, what)) {
    expect(transfer).toThrow('held money covers the payment')
    return
  }
  transfer()
  oracle.add('held', from, what, -units)
  oracle.add('free', to, what, units)
}

/** Applies a movement to both where the oracle says that it can be, and checks that the ledger agrees that it can. */
function move(ledger: Ledger, oracle: MapLedger, { kind, from, to, asset, units }: Movement): void {
  const [payer, payee, what] = [accountId(from), accountId(to), assetId(asset)]
  const free = oracle.get('free', from, asset)
  switch (kind) {
    case 'deposit': {
      const fits = oracle.get('supply', 0, asset) + units <= MAX_UNITS
      expect(ledger.deposit(payer, what, units)).toBe(fits)
      if (!fits) return
      oracle.add('free', from, asset, units)
      oracle.add('supply', 0, asset, units)
      return
    }
    case 'withdraw':
    case 'hold':
      expect(ledger[kind](payer, what, units)).toBe(units <= free)
      if (units > free) return
      oracle.add('free', from, asset, -units)
      if (kind === 'hold') oracle.add('held', from, asset, units)
      else oracle.add('supply', 0, asset, -units)
      return
    case 'release':
      pay(ledger, oracle, { from: payer, to: payer, what, units })
      return
    case 'transfer':
      pay(ledger, oracle, { from: payer, to: payee, what, units })
      return
    case 'fee': {
      const collect = () => {
        ledger.collectFee(payer, what, units)
      }
      if (units > free) expect(collect).toThrow('free money covers the fee')
      else {
        collect()
        oracle.add('free', from, asset, -units)
        oracle.add('fees', 0, asset, units)
      }
    }
  }
}

describe('Ledger', () => {
  it('does what the obvious ledger does, and conserves money', () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 120 }), (movements) => {
        const ledger = new Ledger()
        const oracle = new MapLedger()
        for (const each of movements) {
          move(ledger, oracle, each)
          expect(ledger.imbalance()).toBeUndefined()
        }
        for (let account = 1; account <= 40; account += 1)
          for (let asset = 1; asset <= 9; asset += 1) {
            expect(ledger.freeUnits(accountId(account), assetId(asset))).toBe(oracle.get('free', account, asset))
            expect(ledger.heldUnits(accountId(account), assetId(asset))).toBe(oracle.get('held', account, asset))
          }
      }),
      { seed: 42, numRuns: 150 },
    )
  })

  it('does the same by slots', () => {
    const amounts = new BigInt64Array(3)
    /** What the movement throws or gives, by names or by slots. */
    const outcome = (act: () => unknown): unknown => {
      try {
        return act()
      } catch (error) {
        return String(error)
      }
    }
    const bySlots = (ledger: Ledger, { kind, from, to, asset, units }: Movement): unknown => {
      const [source, target] = [from, to].map((id) => ledger.slotOf(accountId(id), assetId(asset))) as [number, number]
      amounts[1] = units
      if (kind === 'hold') return ledger.holdAt(source, amounts, 1)
      if (kind === 'fee') return outcome(() => { ledger.collectFeeAt(source, amounts, 1) })
      return outcome(() => { ledger.transferHeldAt(source, kind === 'release' ? source : target, amounts, 1) })
    }
    const byNames = (ledger: Ledger, { kind, from, to, asset, units }: Movement): unknown => {
      const [payer, payee, what] = [accountId(from), accountId(to), assetId(asset)]
      if (kind === 'hold') return ledger.hold(payer, what, units)
      if (kind === 'fee') return outcome(() => { ledger.collectFee(payer, what, units) })
      return outcome(() => { ledger.transferHeld(payer, kind === 'release' ? payer : payee, what, units) })
    }
    const property = fc.property(fc.array(movement, { maxLength: 120 }), (movements) => {
      const [named, slotted] = [new Ledger(), new Ledger()]
      for (const each of movements) {
        const [payer, what] = [accountId(each.from), assetId(each.asset)]
        if (each.kind === 'deposit') for (const ledger of [named, slotted]) ledger.deposit(payer, what, each.units)
        else if (each.kind !== 'withdraw') expect(bySlots(slotted, each)).toEqual(byNames(named, each))
        slotted.readAt(slotted.findSlot(payer, what), amounts, 1)
        expect([amounts[1], amounts[2]]).toEqual([named.freeUnits(payer, what), named.heldUnits(payer, what)])
      }
      expect(StateHash.of(slotted)).toBe(StateHash.of(named))
    })
    fc.assert(property, { seed: 44, numRuns: 150 })
  })

  it('comes back from its snapshot with an equal hash, however it grew', () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 60 }), (movements) => {
        const ledger = new Ledger()
        const oracle = new MapLedger()
        for (const each of movements) move(ledger, oracle, each)
        const restored = Ledger.restore(ledger.snapshot())
        expect(StateHash.of(restored)).toBe(StateHash.of(ledger))
        expect(restored.snapshot()).toEqual(ledger.snapshot())
        const again = Ledger.restoreColumns(ledger.balanceColumns(), ledger.totals())
        expect(again.snapshot()).toEqual(ledger.snapshot())
        expect(again.balanceColumns()).toEqual(ledger.balanceColumns())
      }),
      { seed: 42, numRuns: 100 },
    )
  })

  it.each([0n, -1n, MAX_UNITS + 1n])('refuses to deposit or withdraw %s units', (units) => {
    const ledger = new Ledger()
    expect(() => ledger.deposit(alice, gold, units)).toThrow(`units=${units}`)
    expect(() => ledger.withdraw(alice, gold, units)).toThrow(`units=${units}`)
    expect(ledger.snapshot()).toEqual({ balances: [], totals: [] })
  })

  it('refuses a negative hold', () => {
    expect(() => new Ledger().hold(alice, gold, -1n)).toThrow('not negative')
  })

  it('takes a supply up to the last unit of 64 bits and not one more', () => {
    const ledger = new Ledger()
    expect(ledger.deposit(alice, gold, MAX_UNITS)).toBe(true)
    expect(ledger.deposit(bob, gold, 1n)).toBe(false)
    expect(ledger.freeUnits(bob, gold)).toBe(0n)
    expect(ledger.supplyUnits(gold)).toBe(MAX_UNITS)
  })

  it('pays a rebate out of the fees collected, and no further', () => {
    const ledger = new Ledger()
    ledger.deposit(alice, gold, MAX_UNITS)
    expect(() => { ledger.collectFee(alice, gold, -1n) }).toThrow('collected fees cover the rebate')
    ledger.collectFee(alice, gold, 5n)
    ledger.collectFee(bob, gold, -3n)
    expect([ledger.freeUnits(bob, gold), ledger.feesCollectedUnits(gold)]).toEqual([3n, 2n])
    expect(() => { ledger.collectFee(bob, gold, -3n) }).toThrow('units=-3')
    expect(() => { ledger.collectFee(bob, gold, -(2n ** 64n)) }).toThrow('collected fees cover the rebate')
    expect(ledger.imbalance()).toBeUndefined()
  })

  it('costs memory for the balances in use alone, wherever they stand', () => {
    const before = process.memoryUsage().arrayBuffers
    const ledger = new Ledger()
    for (let account = 1; account <= 100_000; account += 25_000)
      for (const asset of [1, 500, 1000]) ledger.deposit(accountId(account), assetId(asset), 1n)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 21)
    expect(ledger.snapshot().balances).toHaveLength(12)
    expect(Ledger.restore(ledger.snapshot()).snapshot()).toEqual(ledger.snapshot())
  })

  it.each([-2, 0, 1.5, Number.NaN, 2 ** 40])('finds nothing under the id %s, and takes nothing', (id) => {
    const ledger = new Ledger()
    ledger.deposit(alice, gold, 5n)
    ledger.deposit(bob, assetId(2), 7n)
    expect([ledger.freeUnits(bob, id as AssetId), ledger.heldUnits(id as AccountId, gold)]).toEqual([0n, 0n])
    expect(() => ledger.deposit(bob, id as AssetId, 1n)).toThrow(InvariantError)
    expect(() => ledger.deposit(id as AccountId, gold, 1n)).toThrow(InvariantError)
    expect(ledger.snapshot().balances).toHaveLength(2)
  })

  it('refuses a snapshot whose money does not add up', () => {
    const ledger = new Ledger()
    ledger.deposit(alice, gold, 10n)
    const { balances, totals } = ledger.snapshot()
    const forged = { balances: balances.map((balance) => ({ ...balance, freeUnits: 11n })), totals }
    expect(() => Ledger.restore(forged)).toThrow('asset=1 owned=11 supply=10')
    expect(() => Ledger.restore({ balances: [...balances, ...balances], totals })).toThrow('a balance stands once')
    const columns = ledger.balanceColumns()
    for (const [at, units] of [[1, 11n], [1, -10n], [2, 1n]] as const) {
      const changed = columns.slice()
      changed[at] = units
      expect(() => Ledger.restoreColumns(changed, totals)).toThrow()
    }
    // More than 64 bits that come to the supply once they wrap.
    const twice = BigInt64Array.of(1n | (1n << 32n), MAX_UNITS, MAX_UNITS, 2n | (1n << 32n), 12n, 0n)
    expect(() => Ledger.restoreColumns(twice, totals)).toThrow('more than 64 bits')
    const wrapped = totals.map((total) => ({ ...total, supplyUnits: total.supplyUnits + 2n ** 64n }))
    expect(() => Ledger.restore({ balances, totals: wrapped })).toThrow('fits 64 bits')
  })
})
