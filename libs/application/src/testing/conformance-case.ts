/** One requirement that an implementation must meet. `run` rejects with what was expected and what came instead. */
export interface ConformanceCase {
  readonly name: string
  /** Resolves where it is met. */
  readonly run: () => Promise<void>
}

/** Thrown by a conformance case that an implementation does not meet. */
export class ConformanceError extends Error {
  override readonly name: string = 'ConformanceError'
}

/** Throws unless both are deeply equal: numbers, text, bigints, bytes, lists and plain objects. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [seen, wanted] = [shown(actual), shown(expected)]
  if (seen !== wanted) throw new ConformanceError(`${what}: expected ${wanted}, got ${seen}`)
}

/** Throws unless the condition holds. */
export function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new ConformanceError(what)
}

/** Throws unless `action` throws or rejects. */
export async function expectFailure(action: () => unknown, what: string): Promise<void> {
  let failed = false
  try {
    await action()
  } catch {
    failed = true
  }
  expectThat(failed, `${what}: expected it to throw, and it did not`)
}

function shown(value: unknown): string {
  return JSON.stringify(plain(value))
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (value === undefined) return 'undefined'
  if (value instanceof Uint8Array) return `bytes ${Array.from(value).join(' ')}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([key, field]) => [key, plain(field)]))
}
