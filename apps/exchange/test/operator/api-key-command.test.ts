import { createHmac, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatedExchange, openlob } from './operated-exchange.ts'
import type { Printed } from './operated-exchange.ts'

let exchange: OperatedExchange
let directory: string
const command = (...args: string[]): Promise<Printed> => openlob('api-key', ...args, '--admin-url', exchange.adminUrl)

beforeAll(async () => {
  exchange = await OperatedExchange.open()
  directory = await mkdtemp(join(tmpdir(), 'openlob-pem-'))
  await openlob('account', 'open', 'alice', '--admin-url', exchange.adminUrl)
})
afterAll(async () => {
  await exchange.close()
  await rm(directory, { recursive: true })
})

async function accountBy(apiKey: string, secret: string): Promise<number> {
  const query = `timestamp=${Date.now()}`
  const signature = createHmac('sha256', secret).update(query).digest('hex')
  const url = exchange.webSocketUrl.replace('ws:', 'http:').replace('/ws', `/api/v3/account?${query}&signature=${signature}`)
  return (await fetch(url, { headers: { 'x-mbx-apikey': apiKey } })).status
}

describe('openlob api-key', () => {
  it('makes a key that works, lists it without its secret, and revokes it at once', async () => {
    const { output } = await command('create', 'alice', '--label', 'bot')
    const [, apiKey = '', secret = ''] = /^API key {2}(\w{64})\nsecret {3}(\w{64})\n/.exec(output) ?? []
    expect(output).toContain('The secret is shown this once.')
    expect(await accountBy(apiKey, secret)).toBe(200)
    const listed = await command('list', 'alice')
    expect(listed.output).toMatch(new RegExp(`${apiKey} +HMAC +alice +trade +anywhere +\\S+ +bot`))
    expect(listed.output).not.toContain(secret)
    await exchange.restart()
    expect(await accountBy(apiKey, secret)).toBe(200)
    expect((await command('revoke', apiKey)).output).toBe(`${apiKey} is revoked\n`)
    expect(await accountBy(apiKey, secret)).toBe(401)
    expect((await command('list')).output).toBe('there are none\n')
  })

  it('makes a key for a public key, to look alone, from some addresses', async () => {
    const file = join(directory, 'public.pem')
    await writeFile(file, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }))
    const { output } = await command('create', 'alice', '--public-key', file, '--read-only', '--allow', '192.0.2.7', '--allow', '::1')
    expect(output).toMatch(/^API key {2}\w{64}\n$/)
    expect((await command('list')).output).toMatch(/ED25519 +alice +read only +192\.0\.2\.7, ::1/)
  })

  it.each([
    [['create', 'nobody'], 'UNKNOWN_ACCOUNT: There is no such account. account=nobody; openlob account open NAME opens one'],
    [['create', 'alice', '--allow', 'home'], 'INVALID_REQUEST: allowedAddresses: no IP address: home'],
    [['create', 'alice', '--public-key', '/nowhere/public.pem'], '/nowhere/public.pem cannot be read'],
    [['revoke', 'x'], 'UNKNOWN_API_KEY: There is no such API key. apiKey=x; openlob api-key list shows those that there are'],
  ])('refuses %j and says why', async (args, text) => {
    const { code, errors } = await command(...args)
    expect(code).toBe(1)
    expect(errors).toContain(text)
  })
})
