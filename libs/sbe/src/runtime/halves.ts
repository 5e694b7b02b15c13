// What generated code reads and writes 64-bit integers with as numbers, as variables of its own: what V8 inlines into a
// function is bounded by the length of bytecode, and `Number.isSafeInteger` takes more of it than a variable.

/** Tells whether a number is whole and exact. */
export const isSafe: (value: number) => boolean = Number.isSafeInteger

/** The whole number below a number. */
export const floor: (value: number) => number = Math.floor

/** Tells whether no number says the integer that has this upper half: of its 32 bits not all above 21 are its sign. */
export function isInexact(high: number): boolean {
  return high >> 21 !== high >> 31
}

/** The same for an integer without a sign. */
export function isInexactUnsigned(high: number): boolean {
  return high >>> 21 !== 0
}
