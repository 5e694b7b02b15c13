import { Command } from 'commander'
import { withConfigurationFlags } from './configuration/configuration-flags.ts'
import { renderDocs } from './configuration/render-docs.ts'
import { renderYaml } from './configuration/render-yaml.ts'
import { configurationJsonSchema } from './configuration/resolve-configuration.ts'

interface ConfigOptions {
  readonly schema?: true
  readonly docs?: true
}

/** `openlob config`: what the exchange would start with. */
export function configCommand(): Command {
  const command = new Command('config')
    .description('print the configuration in effect, and where each value comes from')
    .option('--schema', 'print the JSON schema of the configuration instead')
    .option('--docs', 'print the reference page of the configuration instead')
  const read = withConfigurationFlags(command)
  return command
    .addHelpText('after', EXAMPLES)
    .action(({ schema, docs }: ConfigOptions) => {
      if (schema === true) process.stdout.write(`${JSON.stringify(configurationJsonSchema, undefined, 2)}\n`)
      else if (docs === true) process.stdout.write(renderDocs())
      else process.stdout.write(renderYaml(read()))
    })
}

const EXAMPLES = `
Examples:
  openlob config                                what openlob start would use
  openlob config --set websocket.port=8080      the same with a key changed, checked
  openlob config > openlob.yaml                 a file to start from; openlob start finds it
  openlob config --schema                       for the completion of an editor

Every key, its default and its environment variable: docs/reference/configuration.md, or openlob config --docs
Later sources win: defaults, file, environment (OPENLOB_WEBSOCKET_PORT=8080), flags.
`
