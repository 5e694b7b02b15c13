import type { SchemaProblem } from './problems.ts'
import { SchemaError } from './problems.ts'
import type { Element } from './xml.ts'
import { readXml } from './xml.ts'

/** A file that a schema includes: its text, and its own name for what it includes in turn. */
export interface IncludedFile {
  readonly name: string
  readonly text: string
}

/** Gives the file that `href` names, seen from the file `from`; undefined where there is none. */
export type IncludeLoader = (href: string, from: string) => IncludedFile | undefined

/** How many files a schema may include altogether. */
const INCLUDES_MAX = 100

/**
 * Reads a schema with all that it includes by XInclude: the root of the included file takes the place of the element.
 * Throws a {@link SchemaError} where a file is missing, not well-formed or includes itself.
 */
export function readWithIncludes(text: string, file: string, load: IncludeLoader | undefined): Element {
  let included = 0

  function expand(element: Element, path: readonly string[]): Element {
    const children = element.children.map((child) =>
      child.name === 'include' && 'href' in child.attributes ? include(child, path) : expand(child, path),
    )
    return { ...element, children }
  }

  function include(element: Element, path: readonly string[]): Element {
    const href = element.attributes['href']!
    included += 1
    if (included > INCLUDES_MAX) throw refused(element, `more than ${INCLUDES_MAX} files are included`)
    const found = load?.(href, element.file)
    if (found === undefined) throw refused(element, `"${href}" is not found from ${element.file}`)
    if (path.includes(found.name)) throw refused(element, `${found.name} includes itself`)
    return expand(readXml(found.text, found.name), [...path, found.name])
  }

  return expand(readXml(text, file), [file])
}

function refused({ file, line, column }: Element, message: string): SchemaError {
  const problem: SchemaProblem = { file, line, column, rule: 'include', element: '<include>', message }
  return new SchemaError([problem])
}
