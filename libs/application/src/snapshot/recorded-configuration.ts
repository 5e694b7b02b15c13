import type { FlowSnapshot } from './flow-snapshot.ts'
import { jsonValue } from './json.ts'
import type { SavedFlow } from './saved-state.ts'
import { SnapshotDecodingError } from './sections.ts'

/** The configuration in force for what a snapshot has. Throws a {@link SnapshotDecodingError} where it is none. */
export function recordedConfiguration(saved: SavedFlow | FlowSnapshot): string {
  if (!('sections' in saved)) return saved.configuration
  const [head] = saved.sections
  if (head === undefined) throw new SnapshotDecodingError('a state has a head')
  const { configuration } = jsonValue(head) as { readonly configuration: string }
  return configuration
}
