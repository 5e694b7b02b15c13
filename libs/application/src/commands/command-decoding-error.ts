/** Bytes that are no command of a version that this code reads. */
export class CommandDecodingError extends Error {
  override readonly name: string = 'CommandDecodingError'
}
