import { createInterface } from 'node:readline'
import type { Interface } from 'node:readline'
import { Command } from 'commander'
import { OperatorError } from '../operator-error.ts'
import { readClientKey } from './client-key.ts'
import { completeCommand } from './command-grammar.ts'
import { LiveRegion } from './live-region.ts'
import { ClientSession, failureText } from './session.ts'
import type { SessionOptions, SessionOutput } from './session.ts'
import { colors } from '../terminal-colors.ts'

interface ClientOptions extends Omit<SessionOptions, 'key'> {
  readonly apiKey?: string
  readonly secretFile?: string
}

/** `openlob client`: trade from a terminal, or from a script that writes commands to standard input. */
export function clientCommand(): Command {
  return new Command('client')
    .description('trade from the terminal; scripts can pipe commands into it')
    .option('-u, --url <url>', 'where the exchange listens', 'ws://localhost:9090/ws')
    .option('-t, --trader <name>', 'who you are; where the demo is on, a new name is given an account on connecting', 'alice')
    .option('--api-key <key>', 'the API key of your account, which openlob api-key create makes; without the demo it is needed')
    .option('--secret-file <file>', 'a file with its secret, or with your private key as PEM')
    .option('-s, --symbol <symbol>', 'what to trade (default: the first listed)')
    .addHelpText('after', '\nhelp at the prompt shows the commands. In a script: echo "buy 1 @ 50000" | openlob client\n')
    .action(({ apiKey, secretFile, ...others }: ClientOptions) => {
      const options = { ...others, key: readClientKey(apiKey, secretFile) }
      const atTerminal = process.stdin.isTTY && process.stdout.isTTY
      return atTerminal ? converse(options) : obey(options)
    })
}

/** At a terminal: a prompt, with history and completion. */
async function converse(options: SessionOptions): Promise<void> {
  const { stdin, stdout } = process
  const input = createInterface({ input: stdin, output: stdout, completer: completeCommand, historySize: 500 })
  const screen = new LiveRegion(stdout, input)
  const session = new ClientSession(options, screen)
  screen.promptText = () => session.prompt
  try {
    await runLines(input, session, screen, async () => {
      await session.start()
      const hint = colors.dim('Type help for the commands, quit to leave.')
      screen.print([`Connected to ${options.url}. ${hint}`])
    })
  } finally {
    screen.close()
    session.stop()
    input.close()
  }
}

/** Runs what is typed, one line after the other, those typed before `start` is through as well. */
function runLines(
  input: Interface,
  session: ClientSession,
  screen: LiveRegion,
  start: () => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      input.off('close', interrupted)
      resolve()
    }
    const interrupted = (): void => {
      // Ctrl+C and Ctrl+D leave the cursor behind the prompt.
      process.stdout.write('\n')
      resolve()
    }
    let earlier = start()
    earlier.catch(reject)
    input.on('line', (line) => {
      screen.entered(line)
      earlier = earlier.then(async () => {
        if (await runLine(line, session, screen)) screen.print([])
        else leave()
      })
      earlier.catch(reject)
    })
    input.on('close', interrupted)
  })
}

async function runLine(line: string, session: ClientSession, output: SessionOutput): Promise<boolean> {
  try {
    return await session.execute(line)
  } catch (error) {
    const text = failureText(error)
    if (text === undefined) throw error
    output.print([colors.red(text)])
    return true
  }
}

/** From a pipe: one line after the other, each answered before the next; a lost connection ends it. */
async function obey(options: SessionOptions): Promise<void> {
  const session = new ClientSession(options, {
    print(lines) {
      for (const line of lines) process.stdout.write(`${line}\n`)
    },
    show: () => undefined,
  })
  try {
    await session.start()
    for await (const line of createInterface({ input: process.stdin })) {
      if (!(await session.execute(line))) break
    }
    await session.settle()
  } catch (error) {
    const text = failureText(error)
    throw text === undefined ? error : new OperatorError(text)
  } finally {
    session.stop()
  }
}
