import type { CompositeEncoding, Member } from '../schema/layout.ts'
import { sizeAt } from '../schema/layout.ts'

/** The versions that bring something to a member: itself, or to what it is made of. */
export function versionsOf({ sinceVersion, encoding }: Member): number[] {
  return encoding.kind === 'composite' ? [sinceVersion, ...encoding.members.flatMap(versionsOf)] : [sinceVersion]
}

/** The octets of a composite by the version that it was written in, as an expression. */
export function compositeSize(encoding: CompositeEncoding, version: string): string {
  return stepwise(encoding.members.flatMap(versionsOf), version, (at) => sizeAt(encoding, at))
}

/** A length that some versions change, as an expression of the version. */
export function stepwise(versions: readonly number[], version: string, lengthAt: (version: number) => number): string {
  const steps = [...new Set([0, ...versions])].sort((a, b) => a - b)
  let text = String(lengthAt(steps.at(-1)!))
  for (let at = steps.length - 2; at >= 0; at -= 1) {
    const length = String(lengthAt(steps[at]!))
    if (text !== length) text = `${version} < ${steps[at + 1]!} ? ${length} : ${text}`
  }
  return text
}
