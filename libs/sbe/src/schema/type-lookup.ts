import type { Encoding } from './layout.ts'
import type { Element } from './xml.ts'

/** Where types are found by name. */
export interface TypeLookup {
  /** The type of a name, for an element that uses it; undefined where it is not to be had, which is reported. */
  find(name: string, user: Element): Encoding | undefined
  /** The type of a name where it is there and sound; what is wrong with the name is not reported. */
  peek(name: string): Encoding | undefined
}
