import { describe } from 'vitest'
import { describeChanges } from './changes.ts'
import type { CreateBook } from './create-book.ts'
import { describeInput } from './input.ts'
import { describeMatching } from './matching.ts'
import { describeViews } from './views.ts'

/** What every order book does, whatever it is made of. */
export function describeOrderBook(name: string, create: CreateBook): void {
  describe(name, () => {
    describeMatching(create)
    describeChanges(create)
    describeViews(create)
    describeInput(create)
  })
}
