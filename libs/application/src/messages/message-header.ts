import { MessageHeaderDecoder } from './generated/index.ts'

/** The schema that messages must be of, as every decoder says it. */
export interface MessageSchema {
  readonly SCHEMA_ID: number
  readonly SCHEMA_VERSION: number
}

/** The template of a message by its header, or why it is not read here: of another schema, or of a later version. */
export function readHeader(
  view: DataView,
  { SCHEMA_ID, SCHEMA_VERSION }: MessageSchema,
): { readonly templateId: number } | string {
  const header = new MessageHeaderDecoder().wrap(view, 0)
  const [schemaId, version] = [header.schemaId(), header.version()]
  if (schemaId !== SCHEMA_ID) return `schema ${schemaId} is not ${SCHEMA_ID}`
  // What it has added would be lost without a word.
  if (version > SCHEMA_VERSION) return `version ${version} of the schema is newer than ${SCHEMA_VERSION}`
  return { templateId: header.templateId() }
}
