// Node 20 reads no TypeScript, and in a worker it does not take tsx from --import: the worker registers it itself.
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')
