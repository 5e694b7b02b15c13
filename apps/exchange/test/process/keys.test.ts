import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OpenlobProcess, withDirectory } from './exchange-process.ts'

describe('openlob client with an API key', () => {
  it('trades where a name alone opens nothing', () =>
    withDirectory(async (directory) => {
      const settings = ['--port', '0', '--admin-port', '0', '--set', 'demo.enabled=false']
      const exchange = new OpenlobProcess(directory, ['start', ...settings])
      const { url, adminUrl } = await exchange.listening()
      const openlob = async (...args: string[]) => new OpenlobProcess(directory, [...args, '--admin-url', adminUrl]).finished
      const client = (lines: string, ...args: string[]) => {
        const process = new OpenlobProcess(directory, ['client', '--url', url, ...args])
        process.input(lines)
        return process.finished
      }
      await openlob('account', 'open', 'alice')
      await openlob('account', 'deposit', 'alice', '1000', 'USDT')
      const named = await client('buy 1 @ 100\n', '--trader', 'alice')
      expect(named.stdout + named.stderr).toContain('send auth, signed by an API key of the account')

      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      writeFileSync(join(directory, 'public.pem'), publicKey.export({ type: 'spki', format: 'pem' }))
      writeFileSync(join(directory, 'private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
      const [, secretKey = '', secret = ''] = /^API key {2}(\w{64})\nsecret {3}(\w{64})\n/.exec((await openlob('api-key', 'create', 'alice')).stdout) ?? []
      const made = await openlob('api-key', 'create', 'alice', '--public-key', 'public.pem')
      const pemKey = /^API key {2}(\w{64})\n/.exec(made.stdout)?.[1] ?? ''
      writeFileSync(join(directory, 'secret.txt'), `${secret}\n`)
      const bought = await client('buy 1 @ 100\norders\n', '--api-key', secretKey, '--secret-file', 'secret.txt')
      expect(bought).toMatchObject({ code: 0, stdout: expect.stringMatching(/buy 1 BTC-USDT @ 100/) as string })
      const canceled = await client('cancel all\n', '--api-key', pemKey, '--secret-file', 'private.pem')
      expect(canceled).toMatchObject({ code: 0, stdout: expect.stringContaining('canceled 1') as string })
      expect((await client('', '--api-key', pemKey)).stderr).toContain('--api-key and --secret-file go together')
      expect((await client('', '--api-key', pemKey, '--secret-file', 'nowhere')).stderr).toContain('has no secret and no private key')
      expect((await exchange.stop()).code).toBe(0)
    }))
})
