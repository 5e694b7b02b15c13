import type { StreamRequest, StreamServerOptions } from '@openlob/websocket'

/** What the process of streams is told; with `client` goes the connection. */
export type ToStreams =
  | { readonly type: 'start'; readonly options: StreamServerOptions }
  | { readonly type: 'client'; readonly request: StreamRequest; readonly head: string }
  | { readonly type: 'stop' }

/** What it tells. */
export type FromStreams =
  | { readonly type: 'connections'; readonly count: number }
  | { readonly type: 'trouble'; readonly problem: string }

/** The descriptor of the pipe on which streams come. */
export const FEED_DESCRIPTOR = 4
