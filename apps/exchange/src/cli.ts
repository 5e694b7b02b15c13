import { leave } from './leave.ts'
import { run } from './program.ts'

leave(await run(process.argv.slice(2)))
