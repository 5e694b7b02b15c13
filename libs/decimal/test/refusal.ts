import { expect } from 'vitest'
import { DecimalError, type DecimalErrorCode } from '@openlob/decimal'

/** Expects the error with this code, and its message to hold the text. */
export const expectRefusal = (run: () => unknown, code: DecimalErrorCode, text: string): void => {
  let thrown: unknown
  try {
    run()
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(DecimalError)
  expect((thrown as DecimalError).code).toBe(code)
  expect((thrown as DecimalError).name).toBe('DecimalError')
  expect((thrown as DecimalError).message).toContain(text)
}
