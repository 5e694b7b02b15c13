import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Schema } from '@openlob/sbe'
import { parseSchema } from '@openlob/sbe'

/** Schemas and messages of others, which are no part of this repository. */
export const reference: string =
  process.env['SBE_DATA'] ?? join(import.meta.dirname, '../../../../shared/reference/sbe')

/** Tells whether they are there. */
export const hasReference: boolean = existsSync(reference)

/** Why a test that needs them is left out. */
export const needsReference = 'set SBE_DATA to a folder with the schemas of the reference implementation and of a venue'

/** A schema among them. */
export function referenceSchema(file: string): Schema {
  const load = (href: string) => ({ name: href, text: referenceText(href) })
  return parseSchema(referenceText(file), { file, load })
}

/** A text among them. */
export function referenceText(file: string): string {
  return readFileSync(join(reference, file), 'utf8')
}

/** The schemas of the venue, those with the same text once. */
export function venueSchemas(): string[] {
  if (!hasReference) return []
  const files = readdirSync(reference).filter((file) => /^(spot|stream)[_-].*\.xml$/.test(file))
  const texts = new Map(files.sort().reverse().map((file) => [referenceText(file), file]))
  return [...texts.values()].sort()
}

/** The schema that has everything, in a byte order. */
export function featuresSchema(byteOrder: 'littleEndian' | 'bigEndian' = 'littleEndian', version = 2): Schema {
  const text = readFileSync(join(import.meta.dirname, 'schemas/features.xml'), 'utf8')
  const ordered = text.replace('BYTE_ORDER', byteOrder)
  return parseSchema(version === 2 ? ordered : asOf(ordered, version), { file: 'features.xml' })
}

/** The schema as it was in an earlier version: what came later taken out. */
function asOf(text: string, version: number): string {
  const later = Array.from({ length: 2 - version }, (_, at) => version + 1 + at).join('|')
  return text
    .replace(new RegExp(`<group[^>]*sinceVersion="(${later})"[^>]*>[\\s\\S]*?</group>`, 'g'), '')
    .replace(new RegExp(`<(field|data|type|validValue)[^>]*sinceVersion="(${later})"[^>]*(/>|>[^<]*</(type|validValue)>)`, 'g'), '')
    .replace(/version="2"/, `version="${version}"`)
    .replace('blockLength="260"', `blockLength="${version === 0 ? 255 : 259}"`)
}

/** A schema of one message with these fields, groups and data, and these types beside the usual ones. */
export function schemaWith(types: string, parts: string, attributes = ''): string {
  return `<?xml version="1.0"?>
<messageSchema package="t" id="5" version="3" ${attributes}>
  <types>
    <composite name="messageHeader">
      <type name="blockLength" primitiveType="uint16"/><type name="templateId" primitiveType="uint16"/>
      <type name="schemaId" primitiveType="uint16"/><type name="version" primitiveType="uint16"/>
    </composite>
    <composite name="groupSizeEncoding">
      <type name="blockLength" primitiveType="uint16"/><type name="numInGroup" primitiveType="uint16"/>
    </composite>
    <composite name="text">
      <type name="length" primitiveType="uint16"/><type name="varData" primitiveType="uint8" length="0" characterEncoding="UTF-8"/>
    </composite>
    ${types}
  </types>
  <message name="M" id="1">
    ${parts}
  </message>
</messageSchema>`
}
