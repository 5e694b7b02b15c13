import type { Plugin } from '@openlob/application'
import type { Command } from 'commander'
import type { ResolvedConfiguration } from '../configuration/resolve-configuration.ts'
import { BUILT_IN_PLUGINS, loadFurtherPlugin, loadPlugins } from '../load-plugins.ts'

/** What the option says. */
export interface PluginOption {
  readonly plugin: readonly string[]
}

/** Adds the option for plugins that a history was written with and the configuration no longer has. */
export function withEarlierPlugins(command: Command): Command {
  const what = 'a plugin that the history was written with and the configuration no longer has'
  const add = (name: string, names: readonly string[]): readonly string[] => [...names, name]
  return command.option('--plugin <name>', `${what}: a package or ./path; as often as wanted`, add, [])
}

/** The plugins that a history may name: those that come with the exchange, the configured ones, and these. */
export async function knownPlugins(resolved: ResolvedConfiguration, { plugin }: PluginOption): Promise<Plugin[]> {
  const directory = process.cwd()
  const configured = Object.values(await loadPlugins(resolved, directory)).map((choice) => choice.plugin as Plugin)
  const further = await Promise.all(plugin.map((name) => loadFurtherPlugin(name, directory)))
  return [...Object.values(BUILT_IN_PLUGINS).flat(), ...configured, ...further]
}
