import { IdGeneratorError } from '../src/index.ts'

/** The typed error that the action throws; anything else fails the test. */
export function errorOf(action: () => unknown): IdGeneratorError {
  try {
    action()
  } catch (error) {
    if (error instanceof IdGeneratorError) return error
    throw error
  }
  throw new Error('expected an IdGeneratorError, nothing was thrown')
}

/** The code of that error. */
export const codeOf = (action: () => unknown): string => errorOf(action).code
