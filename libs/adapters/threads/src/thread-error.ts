/** An error on its way between threads, which keep neither its class nor what it says beside its message. */
export interface SentError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  /** What else it has that can be sent: the system's code, the place of a damage. */
  readonly details: Readonly<Record<string, string | number>>
}

/** An error to be sent. */
export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined, details: {} }
  const isPlain = ([key, value]: [string, unknown]): boolean =>
    key !== 'name' && (typeof value === 'string' || typeof value === 'number')
  const details = Object.fromEntries(Object.entries(error).filter(isPlain)) as SentError['details']
  return { name: error.name, message: error.message, stack: error.stack, details }
}

/** The error again: with its name, message, stack and details, but an `Error` of no class of its own. */
export function receivedError({ name, message, stack, details }: SentError): Error {
  const error = new Error(message)
  Object.assign(error, details)
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  return error
}
