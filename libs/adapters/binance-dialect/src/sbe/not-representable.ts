/** A body that a schema has no way to say: a number beyond its type, a text that is too long. */
export class NotRepresentable extends Error {
  override readonly name: string = 'NotRepresentable'
}
