/** Flows that do not go together. */
export class FlowGroupError extends Error {
  override readonly name: string = 'FlowGroupError'
}
