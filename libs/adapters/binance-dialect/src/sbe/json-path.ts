/** Finds a part of a JSON body; undefined where there is none. */
export type PartOf = (body: unknown) => unknown

/** Finds what a schema says the place of: a name, names with dots between, `..` for the body itself, `[]` for a row. */
export function partAt(path: string, row: number): PartOf {
  if (path === '..') return (body) => body
  if (path === '[]') return (body) => (body as readonly unknown[])[row]
  const names = path.split('.')
  const [name = ''] = names
  if (names.length === 1) return (body) => (body as Readonly<Record<string, unknown>>)[name]
  return (body) => names.reduce((part, inner) => (part as Readonly<Record<string, unknown>> | undefined)?.[inner], body)
}
