import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  balanceAndLimits,
  centralCounterparty,
  DEFAULT_PLUGINS,
  loadPlugin,
  makerTaker,
  PluginError,
  priceBand,
  quoteOnTop,
  spotSettlement,
} from '@openlob/application'
import type { Plugin, PluginChoice, PluginChoices, PluginSlot } from '@openlob/application'
import { originOf } from './configuration/describe-issue.ts'
import { ConfigurationError } from './configuration/resolve-configuration.ts'
import type { ResolvedConfiguration } from './configuration/resolve-configuration.ts'
import { didYouMean } from './configuration/suggestion.ts'

/** The plugins that come with the exchange, by slot. */
export const BUILT_IN_PLUGINS: { readonly [Slot in PluginSlot]: readonly Plugin<Slot>[] } = {
  risk: [balanceAndLimits, priceBand],
  fees: [makerTaker, quoteOnTop],
  clearing: [spotSettlement, centralCounterparty],
}

/**
 * Loads the configured plugins and tries their options; throws a {@link ConfigurationError} that names each that
 * cannot be used. Packages and paths are looked up from `directory`.
 */
export async function loadPlugins(resolved: ResolvedConfiguration, directory: string): Promise<PluginChoices> {
  const { plugins } = resolved.configuration
  const problems: string[] = []
  const load = async <Slot extends PluginSlot>(slot: Slot): Promise<PluginChoice<Slot>> => {
    const { name, options } = plugins[slot]
    let key = 'name'
    try {
      const plugin = await pluginNamed(slot, name, directory)
      key = 'options'
      plugin.create(options)
      return { plugin, options }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      problems.push(`plugins.${slot}.${key}: ${problem} (${originOf(['plugins', slot, key], resolved.origins)})`)
      return DEFAULT_PLUGINS[slot]
    }
  }
  const choices = { risk: await load('risk'), fees: await load('fees'), clearing: await load('clearing') }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return choices
}

/** A plugin of whichever slot; throws a {@link ConfigurationError} where it cannot be used. */
export async function loadFurtherPlugin(name: string, directory: string): Promise<Plugin> {
  try {
    const module = await moduleNamed(undefined, name, directory)
    const exported = module as Partial<Plugin & Record<'default' | 'plugin', Partial<Plugin>>>
    const { slot } = exported.default ?? exported.plugin ?? exported
    return loadPlugin(module, slot !== undefined && slot in BUILT_IN_PLUGINS ? slot : 'fees')
  } catch (error) {
    throw new ConfigurationError([`--plugin ${name}: ${error instanceof Error ? error.message : String(error)}`])
  }
}

async function pluginNamed<Slot extends PluginSlot>(
  slot: Slot,
  name: string,
  directory: string,
): Promise<Plugin<Slot>> {
  const builtIn = BUILT_IN_PLUGINS[slot].find((plugin) => plugin.name === name)
  if (builtIn !== undefined) return builtIn
  return loadPlugin(await moduleNamed(slot, name, directory), slot)
}

async function moduleNamed(slot: PluginSlot | undefined, name: string, directory: string): Promise<unknown> {
  const isPath = name.startsWith('.') || isAbsolute(name)
  const found = isPath ? existingFile(resolve(directory, name)) : installedPackage(name, directory)
  if (found === undefined) {
    const names = slot === undefined ? [] : BUILT_IN_PLUGINS[slot].map((plugin) => plugin.name)
    const hint = isPath || slot === undefined ? '' : `; built in are ${names.join(', ')}${didYouMean(name, names)}`
    throw new PluginError(`${isPath ? 'no such file' : 'no such plugin, and no package of this name is installed'}: ${name}${hint}`)
  }
  try {
    return (await import(found)) as unknown
  } catch (error) {
    throw new PluginError(`${name} fails to load: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function existingFile(path: string): string | undefined {
  return existsSync(path) ? pathToFileURL(path).href : undefined
}

/** The entry of a package that is installed where the exchange is started or beside the exchange itself. */
function installedPackage(name: string, directory: string): string | undefined {
  for (const from of [pathToFileURL(resolve(directory, 'package.json')), import.meta.url]) {
    try {
      return pathToFileURL(createRequire(from).resolve(name)).href
    } catch (error) {
      // A package that exports to `import` alone: only the loader itself finds its entry.
      if ((error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return name
    }
  }
  return undefined
}
