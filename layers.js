/**
 * The layer table: which package may import which. ESLint, dependency-cruiser, the diagram in
 * docs/architecture.md and the tests of the architecture all read it, so it is stated once.
 *
 * @typedef {object} Layer
 * @property {string} name      the npm package
 * @property {string} folder    where it lives
 * @property {string[]} imports the OpenLOB packages that it may import
 * @property {boolean} core     true: neither Node, a clock, a random source nor the environment; runs in a browser
 */

/** @type {Layer[]} */
export const layers = [
  { name: '@openlob/decimal', folder: 'libs/decimal', imports: [], core: true },
  { name: '@openlob/id-generator', folder: 'libs/id-generator', imports: [], core: true },
  { name: '@openlob/sbe', folder: 'libs/sbe', imports: [], core: true },
  { name: '@openlob/domain', folder: 'libs/domain', imports: ['@openlob/decimal'], core: true },
  {
    name: '@openlob/application',
    folder: 'libs/application',
    imports: ['@openlob/decimal', '@openlob/domain', '@openlob/sbe'],
    core: true,
  },
  {
    name: '@openlob/journal-file',
    folder: 'libs/adapters/journal-file',
    imports: ['@openlob/decimal', '@openlob/domain', '@openlob/application'],
    core: false,
  },
  {
    name: '@openlob/threads',
    folder: 'libs/adapters/threads',
    imports: ['@openlob/decimal', '@openlob/domain', '@openlob/application'],
    core: false,
  },
  {
    name: '@openlob/binance-dialect',
    folder: 'libs/adapters/binance-dialect',
    imports: ['@openlob/decimal', '@openlob/domain', '@openlob/application'],
    core: false,
  },
  {
    name: '@openlob/websocket',
    folder: 'libs/adapters/websocket',
    imports: ['@openlob/decimal', '@openlob/domain', '@openlob/application', '@openlob/binance-dialect'],
    core: false,
  },
  {
    name: '@openlob/rest',
    folder: 'libs/adapters/rest',
    imports: ['@openlob/binance-dialect'],
    core: false,
  },
  {
    name: '@openlob/postgres',
    folder: 'libs/adapters/postgres',
    imports: ['@openlob/domain', '@openlob/application'],
    core: false,
  },
  {
    name: 'openlob',
    folder: 'apps/exchange',
    imports: [
      '@openlob/decimal',
      '@openlob/id-generator',
      '@openlob/domain',
      '@openlob/application',
      '@openlob/journal-file',
      '@openlob/threads',
      '@openlob/websocket',
      '@openlob/binance-dialect',
      '@openlob/rest',
      '@openlob/postgres',
    ],
    core: false,
  },
]
