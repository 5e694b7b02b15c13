/** How much of the machine a flow may take: the sizes of its rings and how its threads wait. */
export interface TierSettings {
  /** How often a blocking thread looks for work before it sleeps; Infinity never sleeps and takes a whole core. */
  readonly spins: number
  /** Octets of the ring with commands on their way to the engine; what does not fit is answered BUSY. */
  readonly requestRingOctets: number
  /** Octets of the ring with events on their way out. */
  readonly eventRingOctets: number
  /** Octets of the ring with records on their way to the journal, and of those that read it; 8 MiB or more. */
  readonly journalRingOctets: number
}

/** The kinds of flows by how much they trade. */
export type Tier = 'hot' | 'normal' | 'long-tail'

const MIB = 1 << 20

/**
 * hot spins for some tens of microseconds before it sleeps, for machines with a core for each thread; normal looks
 * around once and sleeps; long-tail has small rings, for many flows on one machine.
 */
export const TIERS: Readonly<Record<Tier, TierSettings>> = {
  hot: { spins: 5_000, requestRingOctets: 8 * MIB, eventRingOctets: 32 * MIB, journalRingOctets: 16 * MIB },
  normal: { spins: 50, requestRingOctets: 2 * MIB, eventRingOctets: 16 * MIB, journalRingOctets: 8 * MIB },
  'long-tail': { spins: 0, requestRingOctets: MIB / 4, eventRingOctets: MIB, journalRingOctets: 8 * MIB },
}
