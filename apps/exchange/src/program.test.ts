import { afterEach, describe, expect, it, vi } from 'vitest'
import { createProgram, run } from './program.ts'

function captured(stream: NodeJS.WriteStream): () => string {
  const write = vi.spyOn(stream, 'write').mockReturnValue(true)
  return () => write.mock.calls.map(([text]) => String(text)).join('')
}

describe('the command line', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })

  it.each([['strat'], ['start', '--prot', '1'], ['start', '--set', 'demo.enabled'], ['client', '--sumbol', 'X'], ['replay', 'lobster']])(
    'refuses %s %s %s with exit code 2 and says where the help is',
    async (...args) => {
      const stderr = captured(process.stderr)
      expect(await run(args)).toBe(2)
      expect(stderr()).toContain('--help shows the options and examples')
    },
  )

  it('suggests the command that was meant', async () => {
    const stderr = captured(process.stderr)
    await run(['strat'])
    expect(stderr()).toContain('Did you mean start?')
  })

  it('says which configuration file cannot be read, and who named it', async () => {
    const stderr = captured(process.stderr)
    vi.stubEnv('OPENLOB_CONFIG', 'nowhere.yaml')
    expect(await run(['config'])).toBe(2)
    expect(stderr()).toMatch(/the configuration file cannot be read: ENOENT.*; give OPENLOB_CONFIG another path\n$/)
  })

  it('shows help with examples and exit codes', async () => {
    const stdout = captured(process.stdout)
    expect(await run(['--help'])).toBe(0)
    for (const word of ['start', 'config', 'account', 'client', 'demo', 'replay', 'Examples:', 'Exit codes:']) expect(stdout()).toContain(word)
  })

  it('has a description for each command', () => {
    for (const command of createProgram().commands) expect(command.description(), command.name()).not.toBe('')
  })

  it('tells its version', async () => {
    const stdout = captured(process.stdout)
    expect(await run(['--version'])).toBe(0)
    expect(stdout()).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('prints the schema as JSON', async () => {
    const stdout = captured(process.stdout)
    expect(await run(['config', '--schema'])).toBe(0)
    expect(JSON.parse(stdout())).toMatchObject({ type: 'object', additionalProperties: false })
  })
})
