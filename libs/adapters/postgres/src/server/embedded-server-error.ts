/** A server of one's own cannot be started; the message says why. */
export class EmbeddedServerError extends Error {
  override readonly name: string = 'EmbeddedServerError'
}
