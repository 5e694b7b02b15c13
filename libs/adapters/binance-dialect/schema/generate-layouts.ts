import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSchema } from '@openlob/sbe'
import { layoutText } from './layout-text.ts'

const FILES = [
  { schema: 'spot_3_5.xml', name: 'SPOT_LAYOUT', file: 'spot-layout.ts' },
  { schema: 'stream_1_0.xml', name: 'STREAM_LAYOUT', file: 'stream-layout.ts' },
]

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('say in which folder the schemas are')
for (const { schema, name, file } of FILES) {
  const text = layoutText(parseSchema(readFileSync(join(folder, schema), 'utf8'), { file: schema }), name)
  writeFileSync(join(import.meta.dirname, '../src/sbe/generated', file), text)
}
