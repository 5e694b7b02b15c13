import { readFileSync } from 'node:fs'

/** The version of this package, read from its package.json, which lies beside both `src` and `dist`. */
export function packageVersion(): string {
  const content = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }
  return content.version
}
