import { layers } from './layers.js'

const escape = (text) => text.replaceAll('/', '\\/')
const others = (layer) =>
  layers.filter((other) => other.name !== layer.name && !layer.imports.includes(other.name)).map((other) => `^${escape(other.folder)}\\/`)

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...layers.filter((layer) => others(layer).length > 0).map((layer) => ({
      name: `layer-${layer.name}`,
      comment: `${layer.name} imports only what layers.js grants it`,
      severity: 'error',
      from: { path: `^${escape(layer.folder)}\\/src\\/`, pathNot: '\\.test\\.ts$' },
      to: { path: others(layer) },
    })),
    {
      name: 'core-without-node',
      comment: 'the core runs in a browser too',
      severity: 'error',
      from: { path: layers.filter(({ core }) => core).map(({ folder }) => `^${escape(folder)}\\/src\\/`), pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'declared-dependencies',
      comment: 'what ships is declared in dependencies, neither missing nor a devDependency',
      severity: 'error',
      from: { path: '^(libs|apps)\\/.*\\/src\\/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { conditionNames: ['@openlob/source', 'import', 'types', 'node', 'default'], exportsFields: ['exports'] },
  },
}
