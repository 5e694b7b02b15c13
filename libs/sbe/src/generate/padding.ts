import type { Member } from '../schema/layout.ts'

/** Octets of a block that belong to no field. */
export interface Padding {
  readonly offset: number
  readonly length: number
}

/** The octets of a block of some length that belong to none of its members. */
export function paddingOf(members: readonly Member[], length: number): Padding[] {
  const paddings: Padding[] = []
  let end = 0
  for (const { presence, offset, encoding } of members) {
    if (presence === 'constant') continue
    if (offset > end) paddings.push({ offset: end, length: offset - end })
    end = offset + encoding.size
  }
  return length > end ? [...paddings, { offset: end, length: length - end }] : paddings
}
