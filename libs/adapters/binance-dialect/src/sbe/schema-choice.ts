import { DialectError } from '../errors/dialect-errors.ts'
import { SPOT_LAYOUT } from './generated/spot-layout.ts'

/** The oldest version that is still served; all are written as the newest, behind whose fields readers find nothing. */
const OLDEST_VERSION = 2

/** A schema that a client asks for, and that is served. */
export interface SchemaChoice {
  /** Whether there is a newer one. */
  readonly isDeprecated: boolean
}

/** The schema that `X-MBX-SBE` names; fails where it names none, or one that is not served. */
export function readSchemaHeader(header: string | undefined): SchemaChoice {
  const [, id, version] = /^(\d{1,5}):(\d{1,5})$/.exec(header?.trim() ?? '') ?? []
  if (id === undefined || version === undefined) throw new DialectError('INVALID_SBE_HEADER')
  return served(Number(id), Number(version), 'UNSUPPORTED_SCHEMA_HEADER')
}

/** The schema that two parameters name; fails where they name none, or one that is not served. */
export function readSchemaParameters(id: string | null, version: string | null): SchemaChoice {
  const isNumber = (text: string | null): text is string => text !== null && /^\d{1,5}$/.test(text)
  if (!isNumber(id) || !isNumber(version)) throw new DialectError('UNSUPPORTED_SCHEMA')
  return served(Number(id), Number(version), 'UNSUPPORTED_SCHEMA')
}

function served(
  id: number,
  version: number,
  refusal: 'UNSUPPORTED_SCHEMA_HEADER' | 'UNSUPPORTED_SCHEMA',
): SchemaChoice {
  const { schemaId, version: newest } = SPOT_LAYOUT
  if (id !== schemaId || version < OLDEST_VERSION || version > newest) throw new DialectError(refusal)
  return { isDeprecated: version < newest }
}
