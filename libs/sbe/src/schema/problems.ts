/** Where something stands in a schema: the file as it was named, and lines and columns from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The rules that a schema can break; `docs/sbe.md` says what each asks for. */
export type SchemaRule =
  | 'well-formed'
  | 'include'
  | 'element'
  | 'attribute'
  | 'name'
  | 'duplicate'
  | 'unknown-type'
  | 'circular-reference'
  | 'primitive'
  | 'character-encoding'
  | 'value-range'
  | 'constant'
  | 'value-ref'
  | 'enum'
  | 'set'
  | 'presence'
  | 'offset'
  | 'block-length'
  | 'order'
  | 'header'
  | 'dimension'
  | 'data'
  | 'since-version'
  | 'semantic-type'

/** One thing that is wrong with a schema. */
export interface SchemaProblem extends Place {
  readonly rule: SchemaRule
  /** The element that breaks the rule, with its name where it has one. */
  readonly element: string
  readonly message: string
}

/** Thrown for a schema that breaks rules; it has all that is wrong, in the order of the text. */
export class SchemaError extends Error {
  override readonly name: string = 'SchemaError'
  readonly problems: readonly SchemaProblem[]

  /** Says all of it, a line each. */
  constructor(problems: readonly SchemaProblem[]) {
    super(problems.map(lineOf).join('\n'))
    this.problems = problems
  }
}

function lineOf({ file, line, column, element, rule, message }: SchemaProblem): string {
  return `${file}:${line}:${column}: ${element}: ${message} (${rule})`
}
