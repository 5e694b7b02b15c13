import type * as z from 'zod'
import { DialectError } from '../errors/dialect-errors.ts'
import type { Violation } from './kinds.ts'

/** Parameters as they were sent: every name once. */
export type SentParameters = ReadonlyMap<string, string>

/** The parameters of an endpoint by name. */
export type ParameterShape = Readonly<Record<string, z.ZodType<unknown, string | undefined>>>

/** The kinds of parameters that are read as these. */
export type ShapeOf<Parameters extends object> = {
  readonly [Name in keyof Parameters]: z.ZodType<Parameters[Name], string | undefined>
}

/** What endpoints get of their parameters. */
export type ParametersOf<Shape extends ParameterShape> = { readonly [Name in keyof Shape]: z.output<Shape[Name]> }

/**
 * Reads parameters in the order in which the endpoint has them; the first that is wrong is the failure. One that is
 * empty, or that the endpoint does not know, is wrong too.
 */
export function readParameters<Shape extends ParameterShape>(shape: Shape, sent: SentParameters): ParametersOf<Shape> {
  const read: Record<string, unknown> = {}
  let known = 0
  for (const [name, kind] of Object.entries(shape)) {
    const text = sent.get(name)
    if (text === '') throw new DialectError('PARAM_EMPTY', [name])
    if (text !== undefined) known += 1
    read[name] = valueOf(name, kind, text)
  }
  if (known < sent.size) {
    if (Object.keys(shape).length === 0) throw new DialectError('TOO_MANY_PARAMETERS', [0, sent.size])
    throw new DialectError('UNREAD_PARAMETERS', [known, sent.size])
  }
  return read as ParametersOf<Shape>
}

function valueOf(name: string, kind: z.ZodType<unknown, string | undefined>, text: string | undefined): unknown {
  const result = kind.safeParse(text)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const violation = issue?.code === 'custom' ? (issue.params?.['violation'] as Violation | undefined) : undefined
  if (violation === undefined) throw new DialectError('MANDATORY_PARAM', [name])
  throw new DialectError(violation.error, [name, ...(violation.values ?? [])])
}

/** The pairs of a query or a form, decoded; a name that comes twice is a failure. */
export function readPairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const part of text.split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    const name = decoded(at < 0 ? part : part.slice(0, at))
    if (pairs.has(name)) throw new DialectError('DUPLICATE_PARAM')
    pairs.set(name, at < 0 ? '' : decoded(part.slice(at + 1)))
  }
  return pairs
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new DialectError('ILLEGAL_CHARS', [text, 'percent-encoded UTF-8'])
  }
}
