import { InvariantError } from '@openlob/domain'

/**
 * Throws an {@link InvariantError} unless the condition holds. The message is made only then: at every command, making
 * it would cost more than the checks do.
 */
export function must(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new InvariantError(message())
}

/** Throws an {@link InvariantError}; for the steps of every command, where even the closure of a message would cost. */
export function broken(message: string): never {
  throw new InvariantError(message)
}
