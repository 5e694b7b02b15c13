import * as z from 'zod'
import { DialectError } from '../errors/dialect-errors.ts'
import { callerOf, endpoint } from './endpoint.ts'
import type { Call, Endpoint } from './endpoint.ts'

const listenKey = z.string().describe('What making it answered.').transform((text) => {
  if (!/^[A-Za-z0-9]{64}$/.test(text)) throw new DialectError('INVALID_LISTEN_KEY')
  return text
})

/** The user data streams of old clients: by name, without a signature. */
export const listenKeyEndpoints: readonly Endpoint[] = [
  endpoint({
    http: 'POST /api/v3/userDataStream',
    method: 'userDataStream.start',
    about: 'Makes a listen key, or extends the one that there is.',
    message: 'UserDataStreamStartResponse',
    security: 'USER_STREAM',
    weight: 2,
    parameters: {},
    run: (_, call) => {
      const { key, account } = callerOf(call)
      return { listenKey: call.desk.listenKeys.open(key.apiKey, account.accountId, call.nowUs / 1000) }
    },
  }),
  endpoint({
    http: 'PUT /api/v3/userDataStream',
    method: 'userDataStream.ping',
    about: 'Extends a listen key to 60 minutes.',
    message: 'UserDataStreamPingResponse',
    security: 'USER_STREAM',
    weight: 2,
    parameters: { listenKey },
    run: ({ listenKey: name }, call) => {
      call.desk.listenKeys.extend(name, callerOf(call).key.apiKey, call.nowUs / 1000)
      return {}
    },
  }),
  endpoint({
    http: 'DELETE /api/v3/userDataStream',
    method: 'userDataStream.stop',
    about: 'Ends a listen key.',
    message: 'UserDataStreamStopResponse',
    security: 'USER_STREAM',
    weight: 2,
    parameters: { listenKey },
    run: ({ listenKey: name }, call: Call) => {
      call.desk.listenKeys.close(name, callerOf(call).key.apiKey, call.nowUs / 1000)
      return {}
    },
  }),
]
