import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'
import { layers } from './layers.js'

const testFiles = ['**/*.test.ts', '**/test/**/*.ts', '**/bench/**/*.ts', '**/*.bench.ts', 'tools/**/*.ts']

/** A package imports only what the layer table grants it, and never reaches into another's folder. */
const layerRules = layers.map(({ name, folder, imports }) => ({
  files: [`${folder}/src/**/*.ts`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...layers
            .filter((other) => other.name !== name && !imports.includes(other.name))
            .map((other) => ({
              group: [other.name, `${other.name}/*`],
              message: `${name} may not import ${other.name}: see layers.js`,
            })),
          {
            regex: '^(\\.\\./)+(libs|apps|decimal|domain|application|adapters|sbe|id-generator|exchange|journal-file|threads|websocket|binance-dialect|rest|postgres)/(?!.*\\.\\./).*src',
            message: 'import another package by its name, not by its folder',
          },
        ],
      },
    ],
  },
}))

/** The core is deterministic: time, ids and randomness come in from outside. */
const coreRules = {
  files: layers.filter(({ core }) => core).map(({ folder }) => `${folder}/src/**/*.ts`),
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-globals': [
      'error',
      ...['process', 'Buffer', 'setTimeout', 'setInterval', 'setImmediate', 'performance', 'fetch', 'crypto', 'console'].map(
        (global) => ({ name: global, message: 'the core takes it from outside, as a port or an argument' }),
      ),
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'time enters as a timestamp on the command' },
      { object: 'Math', property: 'random', message: 'the core is deterministic' },
    ],
    'no-restricted-syntax': [
      'error',
      { selector: "NewExpression[callee.name='Date']", message: 'time enters as a timestamp on the command' },
      {
        selector: ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression)[source.value=/^node:/]',
        message: 'the core runs in a browser too',
      },
    ],
  },
}

export default tseslint.config(
  { ignores: ['**/dist/**', '**/.bundle/**', '**/node_modules/**', 'coverage/**', '.nx/**', 'docs/api/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-generic-constructors': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Typed arrays read under noUncheckedIndexedAccess: the hot path asserts instead of branching.
      '@typescript-eslint/no-non-null-assertion': 'off',
      complexity: ['error', 12],
      'max-depth': ['error', 3],
      'max-params': ['error', 6],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-len': ['error', { code: 120, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
    },
  },
  {
    files: testFiles,
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['describe', 'it', 'test'], package: 'node:test' }] }],
    },
  },
  {
    // A book reports with primitives, so that a report costs no allocation: a trade has seven of them.
    files: ['libs/domain/**/*.ts', 'libs/application/src/flow/match-report.ts'],
    rules: { 'max-params': ['error', 7] },
  },
  {
    // Generated from a schema: as long as that has it.
    files: ['**/generated/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
  ...layerRules,
  coreRules,
  { files: ['**/*.js', '**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
)
