import { stringify } from 'yaml'
import { configurationJsonSchema } from './resolve-configuration.ts'
import { environmentName, keysOf } from './schema-node.ts'
import type { SchemaNode } from './schema-node.ts'

/** The flags of `openlob start` and `openlob config` that set a key of their own. */
export const KEY_FLAGS: Readonly<Record<string, string>> = {
  data: '--data',
  'websocket.port': '--port',
  'admin.port': '--admin-port',
  'log.level': '--log-level',
}

const OPENING = `# Configuration

<!-- Written by \`openlob config --docs\` from the schema in apps/exchange/src/configuration; a test compares them. -->

Nothing needs to be configured: every key has a default. Values come from four places, the later ones winning:

1. the defaults below
2. a YAML file: \`--config FILE\`, the variable \`OPENLOB_CONFIG\`, or \`./openlob.yaml\` where there is one
3. environment variables, named after the key
4. flags: \`--data\`, \`--port\`, \`--admin-port\`, \`--log-level\`, and \`--set KEY=VALUE\` for any key

Unknown keys and wrong values are refused before anything starts, all at once, each with its key and its source.
Where a key is a list or a table, the environment and \`--set\` take it as YAML: \`--set 'assets=[{symbol: ETH, scale: 8}]'\`.
A list or a table that is set replaces the default as a whole; a single name set in a table, such as \`--set demo.funds.BTC=5\`,
changes that name alone. An empty environment variable counts as not set. Prices and quantities are decimals; a number that a
double does not hold exactly is refused, so very small or very long ones go in quotes.

\`openlob config\` prints the configuration in effect and where each value comes from, \`openlob config --schema\` the JSON schema.

\`\`\`yaml
# openlob.yaml
data: /var/lib/openlob
websocket:
  host: 0.0.0.0
demo:
  enabled: false
assets:
  - { symbol: ETH, scale: 8 }
  - { symbol: USDT, scale: 8 }
instruments:
  - { symbol: ETH-USDT, base: ETH, quote: USDT, tickSize: "0.01", lotSize: "0.0001" }
\`\`\`
`

/** The reference page of the configuration, as Markdown. */
export function renderDocs(): string {
  const root = configurationJsonSchema
  const sections = Object.entries(root.properties ?? {}).map(([name, node]) =>
    [`## \`${name}\``, '', node.description ?? '', '', ...keysOf({ properties: { [name]: node } }).flatMap(keyLines)].join('\n').trimEnd(),
  )
  return `${OPENING}\n${sections.join('\n\n')}\n`
}

function keyLines({ path, node }: { readonly path: readonly string[]; readonly node: SchemaNode }): string[] {
  const key = path.join('.')
  const heading = path.length > 1 ? [`### \`${key}\``, '', node.description ?? '', ''] : []
  const flag = KEY_FLAGS[key]
  return [
    ...heading,
    `- type: ${typeText(node)}`,
    `- default: ${inline(node.default)}`,
    `- environment: \`${environmentName(path)}\``,
    ...(flag === undefined ? [] : [`- flag: \`${flag}\``]),
    ...itemLines(node.items),
    '',
  ]
}

function itemLines(item: SchemaNode | undefined): string[] {
  const properties = Object.entries(item?.properties ?? {})
  if (properties.length === 0) return []
  const rows = properties.map(([name, node]) => {
    const needed = item?.required?.includes(name) === true ? 'yes' : 'no'
    return `| \`${name}\` | ${typeText(node)} | ${needed} | ${node.description ?? ''} |`
  })
  return ['', '| in each | type | needed | |', '|---|---|---|---|', ...rows]
}

function typeText(node: SchemaNode): string {
  if (node.enum !== undefined) return `one of ${node.enum.map((value) => `\`${String(value)}\``).join(', ')}`
  if (node.anyOf !== undefined) return node.anyOf.map(typeText).join(', or ')
  if (Array.isArray(node.type)) return 'decimal'
  if (node.type === 'integer') return `whole number${rangeText(node)}`
  if (node.type === 'boolean') return '`true` or `false`'
  if (node.type === 'array') return 'list'
  if (node.type === 'object') return 'table'
  return 'text'
}

function rangeText({ minimum, maximum }: SchemaNode): string {
  if (minimum === undefined) return ''
  const digits = new Intl.NumberFormat('en')
  if (maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) return ` from ${digits.format(minimum)}`
  return `, ${digits.format(minimum)} to ${digits.format(maximum)}`
}

function inline(value: unknown): string {
  if (value === undefined) return 'none'
  const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()
  return `\`${text}\``
}
