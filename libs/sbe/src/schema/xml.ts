import type { XmlElement as ParsedElement } from '@rgrove/parse-xml'
import { parseXml, XmlError } from '@rgrove/parse-xml'
import type { Place, SchemaProblem } from './problems.ts'
import { SchemaError } from './problems.ts'

/** An element of a schema: names without their prefix, attributes with it. */
export interface Element extends Place {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** The text in it, without the blanks around it. */
  readonly text: string
}

/** How deep elements may stand in each other. */
const DEPTH_MAX = 64

/** Reads the text of an XML file. Throws a {@link SchemaError} where it is not well-formed. */
export function readXml(text: string, file: string): Element {
  try {
    const { root } = parseXml(text, { includeOffsets: true })
    return elementOf(root!, placesOf(text, file), 0)
  } catch (error) {
    if (error instanceof XmlError) throw new SchemaError([notWellFormed(error, file)])
    // The parser calls itself for an element in an element.
    if (error instanceof RangeError) throw tooDeep({ file, line: 1, column: 1 }, 'XML')
    throw error
  }
}

function notWellFormed(error: XmlError, file: string): SchemaProblem {
  const { line, column } = error
  // The message goes on with an excerpt of the text.
  const message = error.message.split('\n')[0]!.replace(/ \(line \d+, column \d+\)$/, '')
  return { file, line, column, rule: 'well-formed', element: 'XML', message }
}

type PlaceOf = (offset: number) => Place

/** Tells lines and columns by offset. */
function placesOf(text: string, file: string): PlaceOf {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: offset - starts[low]! + 1 }
  }
}

function elementOf(parsed: ParsedElement, placeOf: PlaceOf, depth: number): Element {
  const place = placeOf(parsed.start)
  const name = parsed.name.slice(parsed.name.indexOf(':') + 1)
  if (depth > DEPTH_MAX) throw tooDeep(place, `<${name}>`)
  const children = parsed.children
    .filter((child): child is ParsedElement => child.type === 'element')
    .map((child) => elementOf(child, placeOf, depth + 1))
  return { ...place, name, attributes: parsed.attributes, children, text: children.length > 0 ? '' : parsed.text.trim() }
}

function tooDeep(place: Place, element: string): SchemaError {
  const message = `elements stand in each other ${DEPTH_MAX} deep at most`
  return new SchemaError([{ ...place, rule: 'well-formed', element, message }])
}
