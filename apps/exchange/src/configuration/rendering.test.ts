import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { renderDocs } from './render-docs.ts'
import { renderYaml } from './render-yaml.ts'
import { resolveConfiguration } from './resolve-configuration.ts'

describe('the printed configuration', () => {
  const resolved = resolveConfiguration({
    file: { path: './openlob.yaml', text: 'websocket: { port: 1 }\nassets: [{ symbol: BTC, scale: 8 }, { symbol: USDT, scale: 8 }]' },
    environment: { OPENLOB_LOG_LEVEL: 'warn' },
    flags: [{ flag: '--data', key: 'data', text: '/tmp/x' }],
  })

  it('says of each value that is no default where it was written', () => {
    const lines = renderYaml(resolved).split('\n')
    expect(lines).toContain('data: /tmp/x # flag --data')
    expect(lines).toContain('  port: 1 # file ./openlob.yaml')
    expect(lines).toContain('  level: warn # environment OPENLOB_LOG_LEVEL')
    expect(lines[lines.indexOf('assets:') - 1]).toBe('# file ./openlob.yaml')
    expect(lines).toContain('  format: auto')
  })

  it('is a configuration file that says the same', () => {
    const again = resolveConfiguration({ file: { path: './again.yaml', text: renderYaml(resolved) }, environment: {}, flags: [] })
    expect(again.configuration).toEqual(resolved.configuration)
    expect(parse(renderYaml(resolved))).toEqual(resolved.configuration)
  })
})

describe('the reference page of the configuration', () => {
  it('is what the schema says; openlob config --docs > docs/reference/configuration.md writes it anew', () => {
    const page = readFileSync(new URL('../../../../docs/reference/configuration.md', import.meta.url), 'utf8')
    expect(page).toBe(renderDocs())
  })

  it('shows a file that works', () => {
    const example = /```yaml\n(?<text>[^`]+)```/.exec(renderDocs())?.groups?.['text'] ?? ''
    const sources = { file: { path: './openlob.yaml', text: example }, environment: {}, flags: [] }
    expect(resolveConfiguration(sources).configuration.demo.enabled).toBe(false)
  })
})
