import type { ConfigureFlow } from '../commands/command.ts'
import { cancelOpenOrder } from './cancel-orders.ts'
import { ConfigurationMismatchError } from './configuration.ts'
import type { FlowState } from './flow-state.ts'
import { rehold } from './rehold.ts'

/**
 * Puts the flow's own configuration in force. Accounts whose fee tier is gone fall to tier 0; open orders hold what the
 * fee policy asks from here on, and those that the account cannot cover are cancelled, oldest first, until it can.
 *
 * Throws a {@link ConfigurationMismatchError} where it is another one than the flow was made with.
 */
export function configureFlow(state: FlowState, { configuration }: ConfigureFlow, own: string): void {
  if (configuration !== own) throw new ConfigurationMismatchError(configuration, own)
  state.configuration = configuration
  state.emitter.configurationChanged(configuration)
  const { fees } = state.settings.policies
  for (const { accountId, feeTier } of state.venue.accounts)
    if (!fees.hasTier(feeTier)) state.emitter.feeTierChanged(state.venue.accounts.setFeeTier(accountId, 0))
  // What was cancelled before may have freed enough for the next.
  for (const slot of rehold(state, state.orders.slots()))
    if (rehold(state, [slot]).length > 0) cancelOpenOrder(state, slot)
}
