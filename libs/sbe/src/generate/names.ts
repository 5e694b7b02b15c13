/** Names that a member of a class cannot have in any case. */
const RESERVED = ['constructor', 'toString', 'prototype']

/** The name of a class or type: `fuelFigures` is `FuelFigures`. */
export function typeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** The name of a method: `BoostType` is `boostType`. */
export function methodName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** The name of a file: `BoostType` is `boost-type`. */
export function fileName(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
}

/** Gives out names, each once: one that is taken gets a suffix. */
export class Names {
  readonly #taken: Set<string>
  readonly #suffix: string
  readonly #fold: (name: string) => string

  constructor(suffix: string, taken: readonly string[] = [], fold: (name: string) => string = (name) => name) {
    this.#suffix = suffix
    this.#fold = fold
    this.#taken = new Set([...RESERVED, ...taken].map(fold))
  }

  /** The name, or the name with as many suffixes as it takes until it, and what is derived from it, is free. */
  take(name: string, derived: readonly string[] = []): string {
    let free = name
    const all = () => ['', ...derived].map((end) => this.#fold(free + end))
    while (all().some((taken) => this.#taken.has(taken))) free += this.#suffix
    for (const taken of all()) this.#taken.add(taken)
    return free
  }
}
