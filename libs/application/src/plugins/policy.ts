import type { Hashable, StateHash } from '@openlob/domain'

/** A plugin or its options cannot be used; the message names what is wrong. */
export class PluginError extends Error {
  override readonly name: string = 'PluginError'
}

/**
 * What every policy does, so that it lives in the snapshot and in the state hash. A policy is deterministic: no clock,
 * no randomness, no I/O; what it remembers comes from its arguments alone.
 */
export interface PolicyState extends Hashable {
  /** All that it remembers, as text; empty where nothing. */
  snapshot(): string
  /** Continues from such a text; throws where it is none. */
  restore(state: string): void
  /** Folds all that it remembers. */
  hashInto(hash: StateHash): void
}

/** The state of a policy that remembers nothing; spread it into yours. */
export const STATELESS: PolicyState = {
  snapshot: () => '',
  restore: (state) => {
    if (state !== '') throw new PluginError(`a policy without state is restored from nothing: ${state.slice(0, 40)}`)
  },
  hashInto: () => undefined,
}
