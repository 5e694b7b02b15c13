/** Reads what is left of a group as plain objects. */
export function readEntries<Group extends { next: () => boolean }, Entry>(
  group: Group,
  read: (group: Group) => Entry,
): Entry[] {
  const entries: Entry[] = []
  while (group.next()) entries.push(read(group))
  return entries
}

/** Writes plain objects as the entries of a group; `begin` begins it with their number. */
export function putEntries<Group extends { next: () => unknown }, Entry>(
  entries: readonly Entry[],
  begin: (count: number) => Group,
  put: (group: Group, entry: Entry) => void,
): void {
  const group = begin(entries.length)
  for (const entry of entries) {
    group.next()
    put(group, entry)
  }
}

/** What a value is made to, or null where there is none. */
export function unlessNull<Value, Result>(value: Value | null, make: (value: Value) => Result): Result | null {
  return value === null ? null : make(value)
}
