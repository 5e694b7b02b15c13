import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { OpenlobProcess, withDirectory } from './exchange-process.ts'
import type { Finished } from './exchange-process.ts'

function openlob(
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return new OpenlobProcess(directory, args, environment).finished
}

describe('the command line', () => {
  it('refuses a wrong configuration with every problem at once, and starts nothing', () =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'openlob.yaml'), 'websocket: { prot: 8080 }\n')
      const { code, stdout, stderr } = await openlob(directory, ['start', '--port', '70000'], { OPENLOB_LOG_LEVEL: 'loud' })
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toContain('websocket.prot: no such key; did you mean websocket.port? (file ./openlob.yaml)')
      expect(stderr).toContain('websocket.port: must be at most 65535, not 70000 (flag --port)')
      expect(stderr).toContain('log.level: must be one of fatal, error, warn, info, debug, trace, silent, not "loud" (environment OPENLOB_LOG_LEVEL)')
      expect(stderr).not.toContain('    at ')
    }))

  it('prints the configuration in effect with the source of what is no default', () =>
    withDirectory(async (directory) => {
      await mkdir(join(directory, 'etc'))
      await writeFile(join(directory, 'etc', 'x.yaml'), 'log: { level: warn }\ndata: here\n')
      const args = ['config', '--config', 'etc/x.yaml', '--data', 'there', '--set', 'demo.funds.BTC=2']
      const { code, stdout } = await openlob(directory, args, { OPENLOB_ADMIN_PORT: '7' })
      expect(code).toBe(0)
      expect(stdout).toContain('data: there # flag --data')
      expect(stdout).toContain('level: warn # file ./etc/x.yaml')
      expect(stdout).toContain('port: 7 # environment OPENLOB_ADMIN_PORT')
      expect(parse(stdout)).toMatchObject({ data: 'there', demo: { funds: { BTC: '2' } } })
    }))
})
