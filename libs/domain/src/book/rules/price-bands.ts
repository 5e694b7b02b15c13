import { invariant } from '../../invariant.ts'
import { MAX_PRICE_TICKS } from '../../units.ts'
import { EXPIRE_BEYOND_BAND, PAUSE_BEYOND_BAND } from '../book-codes.ts'
import type { BandActionCode } from '../book-codes.ts'

/** How far from the reference price trades may be, in hundredths of a percent of it, and what happens beyond. */
export interface PriceBands {
  /** 0 to 10,000. */
  readonly downBasisPoints: number
  /** 0 to 10,000. */
  readonly upBasisPoints: number
  readonly action: BandActionCode
}

/** The lowest price within `basisPoints` below a reference: rounded up, so that it lies within. */
export function bandFloorTicks(referenceTicks: number, basisPoints: number): number {
  return Math.max(1, Math.ceil((referenceTicks * (10_000 - basisPoints)) / 10_000))
}

/** The highest price within `basisPoints` above a reference: rounded down, so that it lies within. */
export function bandCeilingTicks(referenceTicks: number, basisPoints: number): number {
  return Math.min(MAX_PRICE_TICKS, Math.floor((referenceTicks * (10_000 + basisPoints)) / 10_000))
}

/** Throws an `InvariantError` unless these are bands. */
export function requireBands(bands: PriceBands): void {
  for (const basisPoints of [bands.downBasisPoints, bands.upBasisPoints]) {
    const inRange = Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= 10_000
    invariant(inRange, `a band is 0 to 10,000 basis points: ${String(basisPoints)}`)
  }
  const known = [EXPIRE_BEYOND_BAND, PAUSE_BEYOND_BAND].includes(bands.action)
  invariant(known, `what happens beyond a band is 0 or 1: action=${String(bands.action)}`)
}
