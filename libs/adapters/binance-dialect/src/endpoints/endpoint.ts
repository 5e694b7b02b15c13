import * as z from 'zod'
import type { Caller, Security } from '../security/authenticator.ts'
import { DialectError } from '../errors/dialect-errors.ts'
import type { Desk } from '../desk.ts'
import type { TimeWriter } from '../orders/order-text.ts'
import { integer } from '../parameters/kinds.ts'
import type { ParametersOf, ParameterShape } from '../parameters/read-parameters.ts'

/** How a request comes over HTTP. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A request that has passed every check of its kind. */
export interface Call {
  readonly desk: Desk
  /** Undefined at an endpoint for anybody. */
  readonly caller: Caller | undefined
  /** When it came, in microseconds since 1970. */
  readonly nowUs: number
  readonly time: TimeWriter
  readonly address: string
}

/** What a request weighs: the same always, or by its parameters. */
export type Weight<Parameters> = number | ((parameters: Parameters) => number)

/** What clients can ask for, whichever way they ask. */
export interface EndpointTerms<Shape extends ParameterShape> {
  /** Method and path over HTTP; undefined where it is for the WebSocket API alone. */
  readonly http?: `${HttpMethod} /${string}`
  /** Further methods and paths, of old clients. */
  readonly aliases?: readonly `${HttpMethod} /${string}`[]
  /** Its method in the WebSocket API; undefined where it is for HTTP alone. */
  readonly method?: string
  /** One sentence. */
  readonly about: string
  /** Its message of the SBE schema, or how that is known by an answer; undefined where it speaks JSON alone. */
  readonly message?: string | ((body: object) => string)
  readonly security: Security
  readonly weight: Weight<ParametersOf<Shape>>
  /** Whether only those that fail are charged the weight. */
  readonly isFreeWhenDone?: boolean
  /** How many unfilled orders it counts as. */
  readonly orders?: number
  readonly parameters: Shape
  /** What it answers with; rejects with a {@link DialectError} where it cannot. */
  readonly run: (parameters: ParametersOf<Shape>, call: Call) => unknown
}

/** An endpoint of whatever parameters. */
export type Endpoint = EndpointTerms<ParameterShape>

/** An endpoint; its parameters' types are checked where it is written down, and nowhere else. */
export function endpoint<Shape extends ParameterShape>(terms: EndpointTerms<Shape>): Endpoint {
  return terms as unknown as Endpoint
}

/** An endpoint of the WebSocket API about one of a connection's numbered things, or all of them. */
export function endpointOf(method: string, run: (subscriptionId: number | undefined) => unknown): Endpoint {
  return endpoint({
    method,
    about: 'Ends a user data stream of the connection, or all.',
    message: 'UserDataStreamUnsubscribeResponse',
    security: 'NONE',
    weight: 2,
    parameters: { subscriptionId: z.optional(integer(0)) },
    run: ({ subscriptionId }) => run(subscriptionId),
  })
}

/** Who calls a signed endpoint. */
export function callerOf({ caller }: Call): Caller {
  if (caller === undefined) throw new DialectError('BAD_API_KEY_FORMAT')
  return caller
}
