import type { Queries } from '@openlob/application'
import type { Instrument } from '@openlob/domain'
import { instrumentFrom } from '@openlob/application/composition'

/** Asks the replica something by its name. */
export type AskReplica = (name: string, ...args: readonly unknown[]) => Promise<unknown>

type Records = readonly Parameters<typeof instrumentFrom>[0][]

/** The queries as questions to the replica in its thread; what comes back are copies. */
export function replicaQueries(ask: AskReplica): Queries {
  // What is asked by the name of a query is answered by that query.
  const asked =
    <Name extends keyof Queries>(name: Name) =>
    (...args: Parameters<Queries[Name]>): ReturnType<Queries[Name]> =>
      ask(name, ...(args as readonly unknown[])) as ReturnType<Queries[Name]>
  return {
    assets: asked('assets'),
    instruments: async (): Promise<readonly Instrument[]> => ((await ask('instruments')) as Records).map(instrumentFrom),
    account: asked('account'),
    accountById: asked('accountById'),
    accounts: asked('accounts'),
    balances: asked('balances'),
    balance: asked('balance'),
    openOrders: asked('openOrders'),
    orderLists: asked('orderLists'),
    order: asked('order'),
    orderById: asked('orderById'),
    depth: asked('depth'),
    recentTrades: asked('recentTrades'),
    transfers: asked('transfers'),
  }
}
