import { refuseName } from './refusals.ts'

/** The choices of a set: by name the number that has their bit alone. */
export type Choices<Name extends string> = Readonly<Record<Name, number | bigint>>

/** The names of the choices that are made, in the schema's order, and the numbers of bits that it does not know. */
export function namesOfBits<Name extends string>(
  choices: Choices<Name>,
  bits: number | bigint,
): (Name | number)[] {
  const names: (Name | number)[] = []
  let left = BigInt(bits)
  for (const name of Object.keys(choices) as Name[]) {
    const mask = BigInt(choices[name])
    if ((left & mask) === 0n) continue
    names.push(name)
    left &= ~mask
  }
  for (let bit = 0; left >> BigInt(bit) !== 0n; bit += 1) {
    if (((left >> BigInt(bit)) & 1n) === 1n) names.push(bit)
  }
  return names
}

/** The bits of choices by their names or, where the schema does not know them, their numbers below `width`. */
export function bitsOfNames<Name extends string>(
  type: string,
  choices: Choices<Name>,
  names: readonly (Name | number)[],
  width: number,
): bigint {
  let bits = 0n
  for (const name of names) bits |= bitOf(type, choices, name, width)
  return bits
}

function bitOf<Name extends string>(type: string, choices: Choices<Name>, name: Name | number, width: number): bigint {
  if (typeof name !== 'number') return Object.hasOwn(choices, name) ? BigInt(choices[name]) : refuseName(type, name)
  return Number.isInteger(name) && name >= 0 && name < width ? 1n << BigInt(name) : refuseName(type, name)
}
