import { resolve } from 'node:path'
import type { Configuration } from '../configuration/configuration.ts'

/** Where an embedded history keeps its files. */
export function historyPlace({ history }: Configuration, dataDirectory: string): string {
  return history.directory === '' ? resolve(dataDirectory, 'history') : resolve(history.directory)
}
