import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import type { ApiKey, ApiKeyKind } from '@openlob/application'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSignedBy, newApiKey, readPublicKey, signedText } from '../src/index.ts'

// The example pair that the documentation of the dialect publishes.
const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j'
const API_KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A'
const ED25519 = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGUIKv9dSpWXBViXp2m6vAIb8QMFJYBgyFEQsFJlqgA0=\n-----END PUBLIC KEY-----'

function keyOf(kind: ApiKeyKind, verifier: string): ApiKey {
  return { apiKey: API_KEY, kind, accountName: 'alice', label: '', permissions: ['trade'], allowedAddresses: [], createdMs: 0, verifier }
}

const hmac = keyOf('HMAC', SECRET)
const ORDER = 'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559'

describe('the signatures that the documentation publishes', () => {
  it.each([
    ['a query', ORDER, '', 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71'],
    ['what is not ASCII, percent-encoded', ORDER.replace('LTCBTC', '%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96'), '', 'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3'],
    ['a query and a body', 'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC', 'quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559', '0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77'],
  ])('are those of %s, wherever the signature stands', (_, query, body, signature) => {
    for (const [rawQuery, rawBody] of [
      [`${query}&signature=${signature}`, body],
      [`signature=${signature}&${query}`, body],
      [query.replace('&side', `&signature=${signature}&side`), body],
      [query, body === '' ? `signature=${signature}` : `${body}&signature=${signature}`],
    ] as const) {
      const signed = signedText(rawQuery, rawBody)
      expect(signed).toEqual({ payload: query + body, signature })
      expect(isSignedBy(hmac, signed.payload, signature)).toBe(true)
      expect(isSignedBy(hmac, signed.payload, signature.toUpperCase())).toBe(true)
    }
  })

  it.each([
    [`apiKey=${API_KEY}&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT`, 'aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24'],
    [`apiKey=${API_KEY}&price=0.10000000&quantity=1.00000000&recvWindow=5000&side=BUY&symbol=１２３４５６&timeInForce=GTC&timestamp=1645423376532&type=LIMIT`, 'b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd'],
  ])('are those of the WebSocket API: %s', (payload, signature) => {
    expect(isSignedBy(hmac, payload, signature)).toBe(true)
  })

  it.each([
    ['symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=0.2&timestamp=1668481559918&recvWindow=5000', 'inDT086KVIP8vgUfw5sV3VTkescWztiAGlf4x8FLKHM4NInsn0c1kYVLoGMO8cyjfR6vmTku2YQE0gtfVVlfCw=='],
    ['apiKey=4yNzx3yWC5bS6YTwEkSRaC0nRmSQIIStAUOh1b6kqaBrTLIhjCpI5lJH8q8R8WNO&timestamp=1649729878532', 'cGkloHLHGGNbrduoWDYBlzIPwRHyDVYVfCE0rDkPwKdKedurBgm2JNWRkwloQDBFG6Mcloavo1siYfEtZbV/Ag=='],
    ['A\u0001EXAMPLE\u0001SPOT\u00011\u000120240627-11:17:25.223', '4MHXelVVcpkdwuLbl6n73HQUXUf1dse2PCgT1DYqW9w8AVZ1RACFGM+5UdlGPrQHrgtS3CvsRURC1oj73j8gCA=='],
  ])('are those of an Ed25519 key: %s', (payload, signature) => {
    const key = keyOf('ED25519', ED25519)
    expect(isSignedBy(key, payload, signature)).toBe(true)
    expect(isSignedBy(key, `${payload}0`, signature)).toBe(false)
    const encoded = signedText(`${payload}&signature=${encodeURIComponent(signature)}`, '')
    expect(encoded).toEqual({ payload, signature })
  })
})

describe('a signature', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ed25519 = generateKeyPairSync('ed25519')
  const pem = (key: typeof rsa.publicKey): string => key.export({ type: 'spki', format: 'pem' }).toString()
  const signers: readonly (readonly [ApiKey, (payload: string) => string])[] = [
    [hmac, (payload) => createHmac('sha256', SECRET).update(payload).digest('hex')],
    [keyOf('RSA', pem(rsa.publicKey)), (payload) => sign('RSA-SHA256', Buffer.from(payload), rsa.privateKey).toString('base64')],
    [keyOf('ED25519', pem(ed25519.publicKey)), (payload) => sign(null, Buffer.from(payload), ed25519.privateKey).toString('base64')],
  ]

  const signer = fc.constantFrom(...signers)

  it('is that of its text and key, and of no other', () => {
    fc.assert(
      fc.property(signer, fc.string(), fc.string(), signer, ([key, signed], text, other, [, otherSigned]) => {
        expect(isSignedBy(key, text, signed(text))).toBe(true)
        if (other !== text) expect(isSignedBy(key, text, signed(other))).toBe(false)
        if (otherSigned !== signed) expect(isSignedBy(key, text, otherSigned(text))).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('may be any text: what is none is refused', () => {
    fc.assert(
      fc.property(signer, fc.oneof(fc.string(), fc.base64String()), ([key], signature) => {
        expect(isSignedBy(key, 'timestamp=1', signature)).toBe(false)
      }),
    )
  })
})

describe('a public key', () => {
  it('is taken as PEM, Ed25519 or RSA of 2048 bits', () => {
    expect(readPublicKey(ED25519)?.kind).toBe('ED25519')
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    expect(readPublicKey(publicKey.export({ type: 'pkcs1', format: 'pem' }).toString())?.kind).toBe('RSA')
  })

  it('is refused where it is private, of another kind or none', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const secret = createPrivateKey({ key: Buffer.from('MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u', 'base64'), format: 'der', type: 'pkcs8' })
    for (const text of [small, curve, secret.export({ type: 'pkcs8', format: 'pem' }).toString(), 'none', ''])
      expect(newApiKey({ accountName: 'alice', publicKey: text }, 0)).toBeUndefined()
  })

  it('is not needed: a key without one has a secret that nobody can guess', () => {
    const keys = Array.from({ length: 20 }, () => newApiKey({ accountName: 'alice' }, 0)!)
    for (const { apiKey, verifier } of keys) expect([apiKey, verifier].every((text) => /^[A-Za-z0-9]{64}$/.test(text))).toBe(true)
    expect(new Set(keys.flatMap(({ apiKey, verifier }) => [apiKey, verifier])).size).toBe(40)
  })
})
