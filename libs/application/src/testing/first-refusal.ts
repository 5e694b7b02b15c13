import type { ConformanceCase } from './conformance-case.ts'

/** The first case that is not met, with what it says, undefined where all are. No case after it is run. */
export async function firstRefusal(cases: readonly ConformanceCase[]): Promise<string | undefined> {
  for (const { name, run } of cases)
    try {
      await run()
    } catch (error) {
      return `${name}: ${error instanceof Error ? error.message : String(error)}`
    }
  return undefined
}
