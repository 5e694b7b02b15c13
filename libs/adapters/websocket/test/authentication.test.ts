import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { MemoryApiKeyStore } from '@openlob/application'
import type { ApiKey, Exchange } from '@openlob/application'
import { Authenticator, newApiKey } from '@openlob/binance-dialect'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keysOnly, signedText } from '../src/index.ts'
import { memoryExchange } from './memory-exchange.ts'
import type { TestClient } from './test-client.ts'
import { TestServer } from './test-server.ts'

const NOW_MS = 1_700_000_000_000

let exchange: Exchange
let server: TestServer
let client: TestClient
let keys: MemoryApiKeyStore

beforeEach(async () => {
  exchange = await memoryExchange(['alice', 'bob'])
  keys = new MemoryApiKeyStore()
  const signatures = new Authenticator(keys, (name) => exchange.queries.account(name), () => NOW_MS * 1000)
  server = await TestServer.start(exchange, { accountOf: keysOnly, signatures })
  client = await server.connect()
})
afterEach(async () => {
  await server.stop()
  await exchange.stop()
})

async function keyFor(accountName: string, more: object = {}): Promise<ApiKey> {
  const key = newApiKey({ accountName, permissions: ['trade'], allowedAddresses: [], ...more }, NOW_MS)
  if (key === undefined) throw new Error('no key was made')
  await keys.add(key)
  return key
}

function auth({ apiKey, verifier }: ApiKey, more: object = {}): object {
  const fields = { api_key: apiKey, timestamp: String(NOW_MS), ...more }
  const signature = createHmac('sha256', verifier).update(signedText(fields)).digest('hex')
  return { type: 'auth', ...fields, signature }
}

const order = { type: 'limit_order', side: 'buy', price: '100', quantity: '1' }

describe('a connection where a trader id alone opens nothing', () => {
  it('trades for the account of its key, which need not be named, and for no other', async () => {
    expect(await client.request({ ...order, trader_id: 'alice' })).toMatchObject({ type: 'error', code: 'NOT_AUTHENTICATED' })
    expect(await client.request(order)).toMatchObject({ type: 'error', code: 'MISSING_FIELD' })
    expect(await client.request({ type: 'subscribe', channels: ['orders'], trader_id: 'alice' })).toMatchObject({
      code: 'NOT_AUTHENTICATED',
    })
    const answer = await client.request(auth(await keyFor('alice')))
    expect(answer).toMatchObject({ type: 'authenticated', trader_id: 'alice', can_trade: true })
    await client.request({ type: 'subscribe', channels: ['orders'] })
    const placed = await client.request(order)
    expect(placed).toMatchObject({ type: 'order_ack', status: 'open' })
    expect(await client.next('order_update')).toMatchObject({ trader_id: 'alice', event: 'accepted' })
    expect(await client.request({ ...order, trader_id: 'alice' })).toMatchObject({ type: 'order_ack' })
    expect(await client.request({ ...order, trader_id: 'bob' })).toMatchObject({ code: 'NOT_AUTHENTICATED' })
    // A second key on the same connection: it has two traders then, and each order says whose it is.
    await client.request(auth(await keyFor('bob')))
    expect(await client.request({ ...order, trader_id: 'bob' })).toMatchObject({ type: 'order_ack' })
    expect(await client.request(order)).toMatchObject({ code: 'MISSING_FIELD' })
    const stranger = await server.connect()
    const theirs = { type: 'cancel_order', order_id: placed['order_id'], trader_id: 'alice' }
    expect(await stranger.request(theirs)).toMatchObject({ code: 'NOT_AUTHENTICATED' })
  })

  it('takes every kind of key', async () => {
    const signed = async (publicKey: KeyObject, privateKey: KeyObject, algorithm: string | null): Promise<object> => {
      const key = await keyFor('alice', { publicKey: publicKey.export({ type: 'spki', format: 'pem' }) })
      const fields = { api_key: key.apiKey, timestamp: String(NOW_MS) }
      const signature = sign(algorithm, Buffer.from(signedText(fields)), privateKey).toString('base64')
      return { type: 'auth', ...fields, signature }
    }
    const ed25519 = generateKeyPairSync('ed25519')
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const byEd25519 = await signed(ed25519.publicKey, ed25519.privateKey, null)
    expect(await client.request(byEd25519)).toMatchObject({ can_trade: true })
    expect(await client.request(await signed(rsa.publicKey, rsa.privateKey, 'sha256'))).toMatchObject({ can_trade: true })
  })

  it.each<readonly [string, (key: ApiKey) => object, RegExp]>([
    ['a wrong signature', (key) => ({ ...auth(key), signature: 'ab'.repeat(32) }), /Signature/],
    ['a signature of something else', (key) => ({ ...auth(key), timestamp: String(NOW_MS + 1) }), /Signature/],
    ['the signature of another key', (key) => auth({ ...key, verifier: 'x'.repeat(64) }), /Signature/],
    ['a time that is past', (key) => auth(key, { timestamp: String(NOW_MS - 5_001) }), /outside of the recvWindow/],
    ['a time that is to come', (key) => auth(key, { timestamp: String(NOW_MS + 2_000) }), /ahead of the server/],
    ['a window that is too long', (key) => auth(key, { recv_window: '60001' }), /recvWindow/],
    ['a key that is none', () => ({ ...auth({ apiKey: 'x'.repeat(64), verifier: 'y' } as ApiKey) }), /Invalid API-key/],
    ['a key of another form', () => ({ ...auth({ apiKey: 'x', verifier: 'y' } as ApiKey) }), /format invalid/],
  ])('refuses %s', async (_, message, text) => {
    const key = await keyFor('alice')
    expect(await client.request(message(key))).toMatchObject({
      type: 'error',
      code: 'AUTHENTICATION_FAILED',
      message: expect.stringMatching(text) as string,
    })
    expect(await client.request({ ...order, trader_id: 'alice' })).toMatchObject({ code: 'NOT_AUTHENTICATED' })
    expect(await client.request(auth(key))).toMatchObject({ type: 'authenticated' })
  })

  it('refuses a key from another address, and one whose account is not there', async () => {
    const elsewhere = await keyFor('alice', { allowedAddresses: ['192.0.2.7'] })
    expect(await client.request(auth(elsewhere))).toMatchObject({ code: 'AUTHENTICATION_FAILED' })
    expect(await client.request(auth(await keyFor('nobody')))).toMatchObject({ code: 'AUTHENTICATION_FAILED' })
  })

  it('looks and does not touch with a key that only reads', async () => {
    expect(await client.request(auth(await keyFor('alice', { permissions: [] })))).toMatchObject({ can_trade: false })
    expect(await client.request({ type: 'balances' })).toMatchObject({ type: 'balances', trader_id: 'alice' })
    const refused = { type: 'error', code: 'READ_ONLY_KEY' }
    expect(await client.request(order)).toMatchObject(refused)
    expect(await client.request({ type: 'cancel_order', order_id: 1 })).toMatchObject(refused)
    expect(await client.request({ type: 'amend_order', order_id: 1, price: '5' })).toMatchObject(refused)
    expect(await client.request({ type: 'cancel_all_orders' })).toMatchObject(refused)
    expect(await client.request({ type: 'transfer', asset: 'BTC', amount: '1', from: 'main', to: 'other' })).toMatchObject(refused)
    // One that trades adds to it, and one that reads takes nothing away.
    expect(await client.request(auth(await keyFor('alice')))).toMatchObject({ can_trade: true })
    expect(await client.request(auth(await keyFor('alice', { permissions: [] })))).toMatchObject({ can_trade: false })
    expect(await client.request(order)).toMatchObject({ type: 'order_ack' })
  })

  it('ends with its key', async () => {
    const key = await keyFor('alice')
    await client.request(auth(key))
    await client.request({ type: 'subscribe', channels: ['orders'] })
    const other = await server.connect()
    await other.request(auth(await keyFor('alice')))
    await keys.revoke(key.apiKey)
    server.gateway.revokeKey(key.apiKey)
    expect(await client.request({ ...order, trader_id: 'alice' })).toMatchObject({ code: 'NOT_AUTHENTICATED' })
    expect(await client.request(auth(key))).toMatchObject({ code: 'AUTHENTICATION_FAILED' })
    expect(await other.request(order)).toMatchObject({ type: 'order_ack' })
    await client.settle()
    expect(client.taken('order_update')).toEqual([])
  })

  it('speaks for so many accounts and no more', async () => {
    const few = await TestServer.start(exchange, { maxTraders: 1, accountOf: keysOnly })
    const visitor = await few.connect()
    expect(await visitor.request(auth(await keyFor('alice')))).toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      message: expect.stringContaining('No keys are taken here') as string,
    })
    await few.stop()
    const signatures = new Authenticator(keys, (name) => exchange.queries.account(name), () => NOW_MS * 1000)
    const one = await TestServer.start(exchange, { maxTraders: 1, accountOf: keysOnly, signatures })
    const guest = await one.connect()
    await guest.request(auth(await keyFor('alice')))
    expect(await guest.request(auth(await keyFor('bob')))).toMatchObject({ code: 'TOO_MANY_TRADERS' })
    await one.stop()
  })
})
