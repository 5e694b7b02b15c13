import { Document, isScalar, visit } from 'yaml'
import type { ResolvedConfiguration } from './resolve-configuration.ts'

/** The effective configuration as YAML; what is no default carries a comment that says where it was written. */
export function renderYaml({ configuration, origins }: ResolvedConfiguration): string {
  const document = new Document(configuration)
  visit(document, {
    Pair(_, pair, ancestors) {
      const above = ancestors.flatMap((node) => ('key' in node && isScalar(node.key) ? [String(node.key.value)] : []))
      const origin = isScalar(pair.key) ? origins.get([...above, String(pair.key.value)].join('.')) : undefined
      if (origin === undefined) return
      if (isScalar(pair.value)) pair.value.comment = ` ${origin}`
      else if (isScalar(pair.key)) pair.key.commentBefore = ` ${origin}`
    },
  })
  return document.toString({ lineWidth: 120 })
}
