import fc from 'fast-check'
import type { BitFields, Clock, LayoutOptions, SnowflakeParts } from '../src/index.ts'

/** A clock that a test sets. */
export interface ManualClock extends Clock {
  timeMs: number
}

export const manualClock = (timeMs: number): ManualClock => {
  const clock: ManualClock = { timeMs, nowMs: () => clock.timeMs }
  return clock
}

/** Any layout within the bits of an id. */
export const layoutOptions = (idBits: number): fc.Arbitrary<Required<LayoutOptions>> =>
  fc
    .record({
      timestampBits: fc.integer({ min: 20, max: 52 }),
      nodeBits: fc.integer({ min: 0, max: 22 }),
      sequenceBits: fc.integer({ min: 0, max: 22 }),
    })
    .filter((bits) => bits.timestampBits + bits.nodeBits + bits.sequenceBits <= idBits)
    .chain((bits) =>
      fc.maxSafeNat().map((epochMs) => ({
        ...bits,
        epochMs: Math.min(epochMs, Number.MAX_SAFE_INTEGER - 2 ** bits.timestampBits),
      })),
    )

/** Any parts that the fields hold. */
export const partsOf = (fields: BitFields): fc.Arbitrary<SnowflakeParts> =>
  fc.record({
    timestampMs: fc.maxSafeNat().map((value) => fields.epochMs + (value % 2 ** fields.timestampBits)),
    nodeId: fc.integer({ min: 0, max: fields.maxNodeId }),
    sequence: fc.integer({ min: 0, max: fields.maxSequence }),
  })

/** How the clock moves before a number of ids is asked for: still, forward, back within 5 ms, or further back. */
export interface ClockStep {
  readonly moveMs: number
  readonly ids: number
}

export const clockSteps: fc.Arbitrary<readonly ClockStep[]> = fc.array(
  fc.record({
    moveMs: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 4, max: 1_000_000 }),
      fc.integer({ min: -5, max: -1 }),
      fc.integer({ min: -1_000_000, max: -6 }),
    ),
    ids: fc.integer({ min: 0, max: 7 }),
  }),
  { maxLength: 40 },
)

/** Orders parts as an id of them is ordered. */
export const comparePartsInOrder = (left: SnowflakeParts, right: SnowflakeParts): number =>
  Math.sign(left.timestampMs - right.timestampMs || left.nodeId - right.nodeId || left.sequence - right.sequence)

/** A random source which repeats itself in every run. */
export const seededRandom = (seed: number): ((bytes: Uint8Array) => void) => {
  let state = seed
  return (bytes) => {
    for (let index = 0; index < bytes.length; index += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      bytes[index] = state >>> 24
    }
  }
}
