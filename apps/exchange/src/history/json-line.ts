/** A command or event as a line of JSON: 64-bit amounts as decimal text, decimals as they are written. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))
}
