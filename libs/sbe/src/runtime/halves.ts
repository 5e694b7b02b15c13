// What generated code writes 64-bit integers with as numbers, as variables of its own: what V8 inlines into a
// function is bounded by the length of bytecode, and `Number.isSafeInteger` takes more of it than a variable.

/** Tells whether a number is whole and exact. */
export const isSafe: (value: number) => boolean = Number.isSafeInteger

/** The whole number below a number. */
export const floor: (value: number) => number = Math.floor
