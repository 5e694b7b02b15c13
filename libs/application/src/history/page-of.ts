import type { Page } from '../ports/trading-history.ts'

/** The rows of a page, of rows in the order of time; from the first one on where they begin at an id. O(rows). */
export function pageOf<Row>(
  rows: readonly Row[],
  timeOf: (row: Row) => number,
  page: Page,
  fromId: boolean,
): readonly Row[] {
  const { limit, startUs, endUs } = page
  if (startUs === undefined && endUs === undefined) return fromId ? rows.slice(0, limit) : lastOf(rows, limit)
  const inside = rows.filter((row) => timeOf(row) >= (startUs ?? -Infinity) && timeOf(row) <= (endUs ?? Infinity))
  return startUs !== undefined || fromId ? inside.slice(0, limit) : lastOf(inside, limit)
}

function lastOf<Row>(rows: readonly Row[], limit: number): readonly Row[] {
  return rows.slice(Math.max(0, rows.length - limit))
}
