import { describe } from 'vitest'
import { describeAuctions } from './auctions.ts'
import { describeChanges } from './changes.ts'
import type { CreateBook } from './create-book.ts'
import { describeFeatureChanges } from './feature-changes.ts'
import { describeFeatureViews } from './feature-views.ts'
import { describeInput } from './input.ts'
import { describeKnownBugs } from './known-bugs.ts'
import { describeLists } from './lists.ts'
import { describeMatching } from './matching.ts'
import { describeOrderTypes } from './order-types.ts'
import { describeSelfTrade } from './self-trade.ts'
import { describeSettings } from './settings.ts'
import { describeTriggers } from './triggers.ts'
import { describeViews } from './views.ts'

/** What every order book does, whatever it is made of; `many` orders are a lot for it. */
export function describeOrderBook(name: string, many: number, create: CreateBook): void {
  describe(name, () => {
    describeMatching(create, many)
    describeChanges(create)
    describeViews(create)
    describeInput(create)
    describeOrderTypes(create)
    describeSelfTrade(create)
    describeTriggers(create)
    describeLists(create)
    describeFeatureChanges(create)
    describeAuctions(create)
    describeSettings(create)
    describeFeatureViews(create)
    describeKnownBugs(create, many)
  })
}
