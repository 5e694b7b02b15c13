import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSchema } from '@openlob/sbe'
import { describe, expect, it } from 'vitest'
import { layoutText } from '../schema/layout-text.ts'
import { hasSchemas, needsSchemas, schemaText } from './sbe-reader.ts'

describe('the layouts of messages', () => {
  it.each([
    ['spot_3_5.xml', 'SPOT_LAYOUT', 'spot-layout.ts'],
    ['stream_1_0.xml', 'STREAM_LAYOUT', 'stream-layout.ts'],
  ])('are those of %s', (file, name, made) => {
    const text = readFileSync(join(import.meta.dirname, '../src/sbe/generated', made), 'utf8')
    expect(text).toContain(`export const ${name}: SchemaLayout`)
    if (hasSchemas) expect(text).toBe(layoutText(parseSchema(schemaText(file), { file }), name))
  })

  it('can be written as an older version, whose readers find the same at the same places', ({ skip }) => {
    if (!hasSchemas) skip(needsSchemas)
    const newest = parseSchema(schemaText('spot_3_5.xml'))
    for (const file of ['spot_3_2.xml', 'spot_3_3.xml', 'spot_3_4.xml']) {
      for (const message of parseSchema(schemaText(file)).messages) {
        const now = newest.messages.find(({ id }) => id === message.id)
        // What is no longer there is never sent.
        if (now === undefined) continue
        const placeOf = ({ name, offset }: { name: string; offset: number }): string => `${name} ${offset}`
        expect(now.fields.slice(0, message.fields.length).map(placeOf)).toEqual(message.fields.map(placeOf))
        for (const part of ['groups', 'data'] as const)
          expect(now[part].map(({ name }) => name)).toEqual(message[part].map(({ name }) => name))
      }
    }
  })
})
