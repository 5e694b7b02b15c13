/**
 * Makes a clone ready before `npm start` and `npm test`: installs what is missing and builds what has changed.
 * Plain JavaScript without dependencies, since it runs before anything is installed.
 */
import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`OpenLOB needs Node.js 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

/** Whether what is installed is older than the lock file, or not there. */
function installIsStale() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return true
  return statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs
}

/** Runs a command, showing the lines that `worthShowing` picks; all of them where it fails, and then exits. */
async function run(command, args, worthShowing) {
  const shell = process.platform === 'win32'
  const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
      for (const line of String(chunk).split('\n')) if (worthShowing.test(line)) console.log(`  ${line.replace('> nx run ', '').trim()}`)
    })
  const status = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message
      resolve(1)
    })
    child.on('close', resolve)
  })
  if (status === 0) return
  console.error(output)
  console.error(`"${[command, ...args].join(' ')}" failed: mend what it says above and run this again.`)
  process.exit(1)
}

if (installIsStale()) {
  console.log('Installing dependencies (once, about half a minute) ...')
  await run('npm', ['ci', '--no-audit', '--no-fund'], /^added /)
}
const nx = join('node_modules', 'nx', 'dist', 'bin', 'nx.js')
const target = process.argv.includes('--all') ? ['run-many', '-t', 'build'] : ['run', 'openlob:build']
console.log('Building what has changed ...')
await run(process.execPath, [nx, ...target, '--outputStyle=static'], /^> nx run [^[]*$/)
