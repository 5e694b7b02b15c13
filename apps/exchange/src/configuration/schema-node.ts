/** What the reader of a configuration needs of a JSON schema, node by node. */
export interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: boolean | SchemaNode
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly required?: readonly string[]
}

/** A key that can be set: not a section, but a value, a list or a table of free names. */
export interface KeyNode {
  /** From the root, such as `['websocket', 'port']`. */
  readonly path: readonly string[]
  readonly node: SchemaNode
}

/** The keys below a node, in the order of the schema. */
export function keysOf(node: SchemaNode, path: readonly string[] = []): KeyNode[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    child.properties === undefined ? [{ path: [...path, name], node: child }] : keysOf(child, [...path, name]),
  )
}

/** The node at a path, also inside a table of free names; undefined where the schema has no such key. */
export function nodeAt(root: SchemaNode, path: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root
  for (const name of path) {
    if (node === undefined) return undefined
    node = childOf(node, name)
  }
  return node
}

function childOf(node: SchemaNode, name: string): SchemaNode | undefined {
  if (node.properties !== undefined) return Object.hasOwn(node.properties, name) ? node.properties[name] : undefined
  if (node.type !== 'object' || name === '__proto__') return undefined
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined
}

/** Tells whether text from the environment or the command line is the value itself, rather than YAML for it. */
export function takesText(node: SchemaNode): boolean {
  return typeof node.type === 'string' ? node.type === 'string' : (node.type?.includes('string') ?? false)
}

/** The environment variable of a key: `websocket.maxMessageBytes` is `OPENLOB_WEBSOCKET_MAX_MESSAGE_BYTES`. */
export function environmentName(path: readonly string[]): string {
  const words = path.map((name) => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase())
  return `OPENLOB_${words.join('_')}`
}
