import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, configurationJsonSchema, resolveConfiguration } from './resolve-configuration.ts'
import type { ConfigurationSources } from './resolve-configuration.ts'
import { environmentName, keysOf } from './schema-node.ts'

const NOTHING: ConfigurationSources = { environment: {}, flags: [] }

function file(text: string): ConfigurationSources {
  return { ...NOTHING, file: { path: './openlob.yaml', text } }
}

function problemsOf(sources: ConfigurationSources): readonly string[] {
  try {
    resolveConfiguration(sources)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

describe('a wrong configuration', () => {
  it('is refused with the key, what it must be, and the source, everything at once', () => {
    const problems = problemsOf({
      file: { path: './openlob.yaml', text: 'dta: x\nwebsocket: { prot: 1, port: x }\nlog: 5\n' },
      environment: { OPENLOB_WEBSOCKET_PROT: '1', OPENLOB_LOG_LEVEL: 'wran', OPENLOB_DEMO_ENABLED: 'yes' },
      flags: [
        { flag: '--set', key: 'port', text: '5' },
        { flag: '--admin-port', key: 'admin.port', text: '99999' },
        { flag: '--set', key: 'websocket', text: '5' },
      ],
    })
    expect(problems).toEqual([
      'dta: no such key; did you mean data? (file ./openlob.yaml)',
      'websocket.prot: no such key; did you mean websocket.port? (file ./openlob.yaml)',
      'log: must be a section of keys, not 5 (file ./openlob.yaml)',
      'OPENLOB_WEBSOCKET_PROT: no key has this environment variable; did you mean OPENLOB_WEBSOCKET_PORT?',
      'port: no such key; did you mean websocket.port? (flag --set)',
      'websocket: is a section: set one of its keys, such as websocket.host (flag --set)',
      'websocket.port: must be a whole number, not "x" (file ./openlob.yaml)',
      'admin.port: must be at most 65535, not 99999 (flag --admin-port)',
      'log.level: must be one of fatal, error, warn, info, debug, trace, silent, not "wran"; did you mean warn? (environment OPENLOB_LOG_LEVEL)',
      'demo.enabled: must be true or false, not "yes" (environment OPENLOB_DEMO_ENABLED)',
    ])
  })

  it.each([
    ['a: {', './openlob.yaml: '],
    ['data: a\ndata: b', 'Map keys must be unique'],
    ['data: *nowhere', './openlob.yaml: Unresolved alias'],
    [`a: &a [1, 1]\nb: &b [${'*a,'.repeat(10)}]\nc: &c [${'*b,'.repeat(10)}]\nd: [${'*c,'.repeat(10)}]`, './openlob.yaml: Excessive alias count'],
    ['demo: { funds: { BTC: 5, __proto__: 1 } }', 'demo.funds.__proto__: no such key (file ./openlob.yaml)'],
    ['demo: { funds: { USDT: 1234567890123456789 } }', 'demo.funds.USDT: 1234567890123456789 is more than a number holds exactly; put it in quotes (file ./openlob.yaml)'],
    ['assets: []\ninstruments: [{ tickSize: 1.00000000000000000001 }]', 'instruments.0.tickSize: 1.00000000000000000001 is more than'],
    ['demo: { funds: { USDT: 9007199254740993 } }', 'demo.funds.USDT: 9007199254740993 is more than'],
    ['websocket: { path: / }', 'websocket.path: must be a path such as /ws, not "/" (file ./openlob.yaml)'],
    ['websocket: { path: //ws }', 'websocket.path: must be a path such as /ws'],
    ['websocket: { port: 9091 }', 'websocket.port: websocket.port and admin.port must not be the same, 9091 (file ./openlob.yaml)'],
    ['admin: { port: 9090 }', 'admin.port: websocket.port and admin.port must not be the same, 9090 (file ./openlob.yaml)'],
    ['websocket: { clients: { pingIntervalMs: 60000 } }', 'websocket.clients.pingIntervalMs: websocket.clients.idleTimeoutMs (60000) must be more than'],
    ['- data', 'the file: must be a section of keys'],
    ['data: ""', 'data: must not be empty (file ./openlob.yaml)'],
    ['instruments: [{ symbol: A-B, base: BTC, quote: USDT, tickSize: 0.01 }]', 'instruments.0.lotSize: is missing'],
    ['instruments: [{ symbol: A-B, base: BTC, quote: USDT, tickSize: 1e-9, lotSize: 1 }]', 'instruments.0.tickSize: must be a decimal'],
    ['instruments: [{ symbol: A-B, base: BTC, quote: USDT, tickSize: -1, lotSize: 1 }]', 'instruments.0.tickSize: must be a decimal'],
    ['instruments: [{ symbol: A-B, base: BTC, quote: BTC, tickSize: 1, lotSize: 1 }]', 'instruments.0: base and quote are the same asset'],
    ['instruments: [{ symbol: A-B, base: BTC, quote: USDT, tickSize: 0.00001, lotSize: 0.00001 }]', 'instruments.0: tickSize times lotSize must be a whole number'],
    ['instruments: [{ symbol: A-B, base: ETH, quote: USDT, tickSize: 1, lotSize: 1 }]', 'instruments.0.base: ETH is none of the assets'],
    ['assets: [{ symbol: BTC, scale: 8 }, { symbol: BTC, scale: 8 }]', 'assets.1.symbol: BTC is listed twice'],
    ['assets: [{ symbol: "B C", scale: 8 }]', 'assets.0.symbol: must be 1 to 32 letters'],
    ['demo: { funds: { DOGE: 5 } }', 'demo.funds.DOGE: DOGE is none of the assets'],
    ['demo: { funds: { BTC: 0.000000001 } }', 'demo.funds.BTC: '],
    ['demo: { maxAccounts: 1000000, funds: { USDT: 10000000 } }', 'demo.funds.USDT: 10000000 for each of 1000000 accounts'],
  ])('such as %s says so', (text, expected) => {
    expect(problemsOf(file(text)).join('\n')).toContain(expected)
  })

  it('cannot reach beyond the schema', () => {
    expect(problemsOf({ ...NOTHING, flags: [{ flag: '--set', key: '__proto__.polluted', text: '1' }] })).toHaveLength(1)
    expect(problemsOf({ ...NOTHING, flags: [{ flag: '--set', key: 'demo.funds.__proto__', text: '1' }] })).toHaveLength(1)
    const inTable = { flag: '--set', key: 'demo.funds', text: '{ BTC: 5, __proto__: 1 }' }
    expect(problemsOf({ ...NOTHING, flags: [inTable] })).toEqual(['demo.funds: __proto__: no such key (flag --set)'])
    expect(problemsOf(file('constructor: 1'))).toEqual(['constructor: no such key (file ./openlob.yaml)'])
  })

  it('is told apart from its defaults by whoever made the mistake', () => {
    const problems = problemsOf(file('assets: [{ symbol: ETH, scale: 8 }]'))
    expect(problems[0]).toBe('instruments.0.base: BTC is none of the assets; instruments and assets go together (default)')
  })
})

describe('the configuration', () => {
  it('works without any source', () => {
    const { configuration, origins } = resolveConfiguration(NOTHING)
    expect(configuration.websocket).toMatchObject({ host: 'localhost', port: 9090, path: '/ws' })
    expect(configuration.admin.port).toBe(9091)
    expect(configuration.instruments).toHaveLength(1)
    expect(configuration.demo.enabled).toBe(true)
    expect(origins.size).toBe(0)
  })

  it('takes empty files, empty sections and empty variables for nothing', () => {
    expect(resolveConfiguration(file('')).configuration).toEqual(resolveConfiguration(NOTHING).configuration)
    const sources = { ...file('websocket:\n'), environment: { OPENLOB_WEBSOCKET_PORT: '' } }
    expect(resolveConfiguration(sources).configuration.websocket.port).toBe(9090)
  })

  it('takes lists and tables as YAML from the environment and from flags', () => {
    const { configuration, origins } = resolveConfiguration({
      ...file('demo: { funds: { BTC: 1, USDT: 2 } }'),
      environment: { OPENLOB_ASSETS: '[{symbol: BTC, scale: 8}, {symbol: USDT, scale: 8}, {symbol: ETH, scale: 8}]' },
      flags: [
        { flag: '--set', key: 'demo.funds.ETH', text: '0.50' },
        { flag: '--set', key: 'plugins.risk.options.most', text: '{ deep: [1] }' },
      ],
    })
    expect(configuration.assets.map(({ symbol }) => symbol)).toEqual(['BTC', 'USDT', 'ETH'])
    expect(configuration.demo.funds).toEqual({ BTC: '1', USDT: '2', ETH: '0.50' })
    expect(configuration.plugins.risk.options).toEqual({ most: { deep: [1] } })
    expect(origins.get('demo.funds')).toBe('file ./openlob.yaml')
    expect(origins.get('demo.funds.ETH')).toBe('flag --set')
  })

  it('takes a number as it was written, or not at all', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{0,16}(\.\d{0,8}[1-9])?$/), (amount) => {
        const sources = file(`demo: { maxAccounts: 1, funds: { BIG: ${amount} } }\nassets: [{ symbol: BIG, scale: 18 }]\ninstruments: []`)
        const problems = problemsOf(sources).join('\n')
        if (problems === '') expect(resolveConfiguration(sources).configuration.demo.funds).toEqual({ BIG: amount })
        else expect(problems).toMatch(/put it in quotes|is more than 64 bits/)
      }),
      { seed: 42, numRuns: 300 },
    )
    const exact = file('demo: { funds: { BTC: 0.10, USDT: 9007199254740991 }, maxAccounts: 1 }\nassets: [{ symbol: BTC, scale: 8 }, { symbol: USDT, scale: 0 }]\ninstruments: []')
    expect(resolveConfiguration(exact).configuration.demo.funds).toEqual({ BTC: '0.1', USDT: '9007199254740991' })
  })

  it('changes one name of a table where that alone is set', () => {
    const sources = { ...NOTHING, flags: [{ flag: '--set', key: 'demo.funds.BTC', text: '5' }] }
    expect(resolveConfiguration(sources).configuration.demo.funds).toEqual({ BTC: '5', USDT: '10000000' })
    expect(resolveConfiguration(file('demo: { funds: { BTC: 5 } }')).configuration.demo.funds).toEqual({ BTC: '5' })
  })

  it('lets both servers take any free port', () => {
    const { websocket, admin } = resolveConfiguration(file('websocket: { port: 0 }\nadmin: { port: 0 }')).configuration
    expect([websocket.port, admin.port]).toEqual([0, 0])
  })

  it('prefers flags to the environment, the environment to the file, the file to the default', () => {
    // The admin port, which no other server may have.
    const free = fc.integer({ min: 0, max: 65_535 }).filter((port) => port !== 9091)
    const ports = fc.option(free, { nil: undefined })
    const levels = fc.option(fc.constantFrom('error', 'warn', 'debug'), { nil: undefined })
    const layer = fc.record({ port: ports, level: levels })
    fc.assert(
      fc.property(layer, layer, fc.array(layer, { maxLength: 3 }), (inFile, inEnvironment, inFlags) => {
        const { configuration, origins } = resolveConfiguration({
          ...file(JSON.stringify({ websocket: { port: inFile.port }, log: { level: inFile.level } })),
          environment: {
            OPENLOB_WEBSOCKET_PORT: inEnvironment.port?.toString(),
            OPENLOB_LOG_LEVEL: inEnvironment.level,
          },
          flags: inFlags.flatMap(({ port, level }) => [
            ...(port === undefined ? [] : [{ flag: '--port', key: 'websocket.port', text: String(port) }]),
            ...(level === undefined ? [] : [{ flag: '--log-level', key: 'log.level', text: level }]),
          ]),
        })
        const strongestFirst = [...inFlags.toReversed(), inEnvironment, inFile]
        expect(configuration.websocket.port).toBe(strongestFirst.find(({ port }) => port !== undefined)?.port ?? 9090)
        expect(configuration.log.level).toBe(strongestFirst.find(({ level }) => level !== undefined)?.level ?? 'info')
        expect(origins.has('log.level')).toBe(strongestFirst.some(({ level }) => level !== undefined))
      }),
      { seed: 42, numRuns: 200 },
    )
  })
})

describe('the keys of the schema', () => {
  const keys = keysOf(configurationJsonSchema)

  it('have an environment variable each, no two the same', () => {
    const names = keys.map(({ path }) => environmentName(path))
    expect(new Set(names).size).toBe(keys.length)
    expect(names).toContain('OPENLOB_DEMO_MAX_ACCOUNTS')
  })

  it('are all described and have a default', () => {
    for (const { path, node } of keys) {
      expect(node.description, path.join('.')).toBeTruthy()
      expect(node.default, path.join('.')).toBeDefined()
    }
  })
})
