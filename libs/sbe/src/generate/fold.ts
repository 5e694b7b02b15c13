/** How long a line of generated code may be. */
const LINE_LENGTH = 120

/** Breaks lines of code that are too long, at the commas of their outermost call or list of parameters. */
export function folded(code: string): string {
  return code
    .split('\n')
    .map((line) => (line.length <= LINE_LENGTH || /^\s*(\/?\*|\/\/)/.test(line) ? line : foldedLine(line)))
    .join('\n')
}

function foldedLine(line: string): string {
  const indent = /^ */.exec(line)![0]
  if (/^ *(if|for|while) \(/.test(line)) return asBlock(line, indent)
  const assignment = /^( *(?:export type|readonly|const) .*? =) (.*)$/.exec(line)
  if (assignment !== null) return `${assignment[1]!}\n${folded(`${indent}  ${assignment[2]!}`)}`
  const open = openingOf(line)
  const close = open === -1 ? -1 : closingOf(line, open)
  if (close === -1) return line
  const parts = partsOf(line.slice(open + 1, close))
  if (parts.length === 0) return line
  const inner = parts.map((part) => folded(`${indent}  ${part},`)).join('\n')
  return `${line.slice(0, open + 1)}\n${inner}\n${indent}${line.slice(close)}`
}

/** A statement behind a condition becomes a block. */
function asBlock(line: string, indent: string): string {
  const end = closingOf(line, line.indexOf('(')) + 1
  const statement = line.slice(end).trim()
  return statement === '{' ? line : `${line.slice(0, end)} {\n${folded(`${indent}  ${statement}`)}\n${indent}}`
}

/** Where the parenthesis opens that holds the most of a line. */
function openingOf(line: string): number {
  let best = -1
  let longest = 0
  for (let at = line.indexOf('('); at !== -1; at = line.indexOf('(', at + 1)) {
    const close = closingOf(line, at)
    if (close - at > longest) [best, longest] = [at, close - at]
  }
  return best
}

function closingOf(line: string, open: number): number {
  let depth = 0
  for (let at = open; at < line.length; at += 1) {
    if ('([{'.includes(line[at]!)) depth += 1
    if (')]}'.includes(line[at]!)) depth -= 1
    if (depth === 0) return at
  }
  return -1
}

/** What stands between the commas of a list. */
function partsOf(list: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < list.length; at += 1) {
    if ('([{'.includes(list[at]!)) depth += 1
    if (')]}'.includes(list[at]!)) depth -= 1
    if (list[at] !== ',' || depth > 0) continue
    parts.push(list.slice(start, at).trim())
    start = at + 1
  }
  const last = list.slice(start).trim()
  return last === '' ? parts : [...parts, last]
}
