export * from './conformance-case.ts'
export * from './journal-conformance.ts'
export * from './recording-journal-listener.ts'
export * from './snapshot-store-conformance.ts'
