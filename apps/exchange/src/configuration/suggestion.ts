/** The candidate nearest to what was written, or undefined where none is near enough to be meant. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  const wanted = written.toLowerCase()
  const limit = Math.max(1, Math.floor(wanted.length / 3))
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance)
  return ranked[0]?.candidate
}

/** The text that offers the nearest candidate, empty where there is none. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const candidate = nearest(written, candidates)
  return candidate === undefined ? '' : `; did you mean ${candidate}?`
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = rows[row - 1]![column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      let least = Math.min(replaced, rows[row - 1]![column]! + 1, line[column - 1]! + 1)
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (swapped) least = Math.min(least, rows[row - 2]![column - 2]! + 1)
      line.push(least)
    }
    rows.push(line)
  }
  return rows[from.length]![to.length]!
}
