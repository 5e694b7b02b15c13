import { Command, InvalidArgumentError } from 'commander'
import { SbeError, SchemaError } from '../src/index.ts'
import type { DecodeSettings } from './decode.ts'
import { decode } from './decode.ts'
import type { GenerateSettings } from './generate-files.ts'
import { describeSchema, generateFiles, UserError } from './generate-files.ts'

function extension(text: string): '.js' | '.ts' {
  if (text === '.js' || text === '.ts') return text
  throw new InvalidArgumentError('it must be .js or .ts')
}

function byteOrder(text: string): 'big' | 'little' {
  if (text === 'big' || text === 'little') return text
  throw new InvalidArgumentError('it must be big or little')
}

const program = new Command('sbe-gen')
  .description('TypeScript for FIX SBE message schemas, and messages as JSON')
  .showHelpAfterError('(try `sbe-gen --help`)')
  .addHelpText(
    'after',
    `
Examples:
  sbe-gen schema.xml --out src/messages             flyweights and plain objects
  sbe-gen schema.xml --out debug --checks           the same, with checks of order and ranges
  sbe-gen schema.xml --out src/messages --aligned   for messages that start at multiples of 8
  sbe-gen check schema.xml                          what is in a schema, or all that is wrong with it
  sbe-gen decode schema.xml messages.sbe            messages, one behind another, as JSON
  sbe-gen decode schema.xml - --frames little       frames from standard input`,
  )

program
  .command('generate <schema>', { isDefault: true })
  .description('generates TypeScript (what it does without a command)')
  .requiredOption('-o, --out <folder>', 'where the files go')
  .option('--no-objects', 'without plain objects')
  .option('--checks', 'a debug build: throws for access out of order and values out of range')
  .option('--aligned', 'for messages that start at multiples of 8, as in a ring of your own: faster, others are refused')
  .option('--runtime <module>', 'what the files import the runtime from', '@openlob/sbe/runtime')
  .option('--extension <ext>', 'how the files import each other', extension, '.js')
  .option('--suffix <text>', 'what is added to a name that is taken', '_')
  .action((schema: string, settings: GenerateSettings) => {
    process.stdout.write(`${generateFiles(schema, settings)}\n`)
  })

program
  .command('check <schema>')
  .description('says what is in a schema, or all that is wrong with it')
  .action((schema: string) => {
    process.stdout.write(`${describeSchema(schema)}\n`)
  })

program
  .command('decode <schema> <file>')
  .description('prints the messages of a file, or of standard input (-), as JSON')
  .option('--hex', 'the file has hexadecimal text')
  .option('--frames <order>', 'each message is in a frame (SOFH) of this byte order, big or little', byteOrder)
  .action((schema: string, file: string, settings: DecodeSettings) => {
    for (const text of decode(schema, file, settings)) process.stdout.write(`${text}\n`)
  })

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof SchemaError || error instanceof SbeError || error instanceof UserError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
