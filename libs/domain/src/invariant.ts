/** Thrown where something that the code relies on is not so: a defect in the caller or in the code, never bad luck. */
export class InvariantError extends Error {
  override readonly name: string = 'InvariantError'
}

/** Throws an {@link InvariantError} with `message` unless `condition` holds; put the offending value in the message. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}
