import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { layers } from '../layers.js'

/** The root of the repository. */
export const root: string = join(import.meta.dirname, '..')

/** What the tools read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly [field: string]: unknown
}

/** One package of the workspace. */
export interface Package {
  readonly folder: string
  readonly manifest: Manifest
}

/** Every package of the workspace, inner layers first. */
export const packages: readonly Package[] = layers.map(({ folder }) => ({
  folder,
  manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest,
}))

/** The packages that others embed: all but the application. */
export const libraries: readonly Package[] = packages.filter(({ folder }) => folder.startsWith('libs/'))
