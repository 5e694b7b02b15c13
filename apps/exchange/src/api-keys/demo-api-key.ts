import type { ApiKey, ApiKeyStore } from '@openlob/application'
import { newApiKey } from '@openlob/binance-dialect'
import { OperatorError } from '../operator-error.ts'

/** The account that the demo has a key for. */
export const DEMO_ACCOUNT = 'demo'
const DEMO_LABEL = 'demo: printed at every start'

/** The key that a start of the demo prints: the same at every start. */
export async function demoApiKey(keys: ApiKeyStore, nowMs: number): Promise<ApiKey> {
  const known = await findDemoKey(keys)
  if (known !== undefined) return known
  const key = newApiKey({ accountName: DEMO_ACCOUNT, label: DEMO_LABEL }, nowMs)
  if (key === undefined) throw new Error('a key without a public key can always be made')
  await keys.add(key)
  return key
}

/** Rejects where there is a key that was printed: without the demo mode nobody may trade by it. */
export async function refuseDemoApiKey(keys: ApiKeyStore): Promise<void> {
  const known = await findDemoKey(keys)
  if (known === undefined) return
  throw new OperatorError(
    `the demo mode is off, and the API key of the demo is still there, whose secret was printed: ${known.apiKey}; start with the demo mode on, revoke it with openlob api-key revoke ${known.apiKey}, then start again`,
  )
}

async function findDemoKey(keys: ApiKeyStore): Promise<ApiKey | undefined> {
  return (await keys.list(DEMO_ACCOUNT)).find(({ label }) => label === DEMO_LABEL)
}
