import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { EmbeddedServerError } from './embedded-server-error.ts'

/** As whom the server runs, and how its programs are started as that. */
export interface ServerAccount {
  /** Who its files belong to; undefined where it runs as whoever starts it. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  /** What goes in front of its programs. */
  readonly prefix: readonly string[]
  /** What goes to `spawn`. */
  readonly spawn: { readonly uid?: number; readonly gid?: number }
}

/** The user that many systems have for it, and one that all have. */
const NAMES = ['postgres', 'nobody']

/**
 * PostgreSQL does not run as root. Where that starts it, it runs as another user, who may enter what is root's alone,
 * such as a data directory in root's home: by `setpriv`, where there is one, which also ends it with its parent.
 */
export function serverAccount(): ServerAccount {
  const setpriv = process.platform === 'linux' ? programOnPath('setpriv') : undefined
  const withParent = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'INT']
  if (process.getuid?.() !== 0) return { owner: undefined, prefix: withParent, spawn: {} }
  const owner = unprivilegedUser()
  if (setpriv === undefined) return { owner, prefix: [], spawn: owner }
  const user = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups']
  const capability = ['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override']
  return { owner, prefix: [...withParent, ...user, ...capability], spawn: {} }
}

function unprivilegedUser(): { readonly uid: number; readonly gid: number } {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  const users = new Map(
    lines
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  )
  for (const name of NAMES) {
    const user = users.get(name)
    if (user !== undefined) return user
  }
  throw new EmbeddedServerError(
    `PostgreSQL does not run as root, and there is no user ${NAMES.join(' or ')} to run it as`,
  )
}

function programOnPath(name: string): string | undefined {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, name))
  return paths.find((path) => existsSync(path))
}
