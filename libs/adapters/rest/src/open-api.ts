import type { Endpoint } from '@openlob/binance-dialect'
import * as z from 'zod'

/** A description of HTTP endpoints as the OpenAPI Specification 3.1 has it; as much of it as is used here. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: object
}

/** One method of one path. */
export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly security: readonly object[]
  readonly parameters: readonly OpenApiParameter[]
  readonly responses: object
}

/** A parameter of the query. */
export interface OpenApiParameter {
  readonly name: string
  readonly in: 'query'
  readonly required: boolean
  readonly description: string
  readonly schema: { readonly type: 'string' | 'integer' }
}

const ABOUT =
  'Prices, quantities and amounts are decimals in text. Parameters are sent in the query or, but for GET, in a form-encoded body. ' +
  'Signed endpoints take timestamp, recvWindow and signature besides: the HMAC-SHA-256, RSA or Ed25519 signature of query and body as they are sent. ' +
  'With Accept: application/sbe and X-MBX-SBE: 3:5 an answer is a message of the SBE schema of that number.'

const REFUSALS = {
  '4XX': { description: 'Refused.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
  '5XX': { description: 'It is not known whether it was done.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
}

/** The description of all endpoints that are called over HTTP, made from what checks their parameters. */
export function openApiDocument(endpoints: readonly Endpoint[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  for (const endpoint of endpoints) {
    if (endpoint.http === undefined) continue
    const [method = '', path = ''] = endpoint.http.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(endpoint, method, path) }
  }
  const error = { type: 'object', required: ['code', 'msg'], properties: { code: { type: 'integer' }, msg: { type: 'string' } } }
  return {
    openapi: '3.1.0',
    info: { title: 'OpenLOB', version, description: ABOUT },
    paths,
    components: {
      schemas: { Error: error },
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-MBX-APIKEY' } },
    },
  }
}

function operation(endpoint: Endpoint, method: string, path: string): OpenApiOperation {
  const { about, security, weight, parameters, message } = endpoint
  const content = { 'application/json': {}, ...(message !== undefined && { 'application/sbe': {} }) }
  const isSigned = security === 'TRADE' || security === 'USER_DATA'
  const own = Object.entries(parameters).map(([name, kind]) => parameter(name, kind))
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: about,
    description: `Security ${security}. Weight ${typeof weight === 'number' ? weight : 'by its parameters'}.`,
    security: security === 'NONE' ? [] : [{ apiKey: [] }],
    parameters: isSigned ? [...own, ...PROOF] : own,
    responses: { '200': { description: 'Done.', content }, ...REFUSALS },
  }
}

function parameter(name: string, kind: z.ZodType<unknown, string | undefined>): OpenApiParameter {
  const { description = '' } = kind.meta() ?? innerMeta(kind)
  return { name, in: 'query', required: !kind.safeParse(undefined).success, description, schema: { type: 'string' } }
}

function innerMeta(kind: z.ZodType): { readonly description?: string | undefined } {
  return kind instanceof z.ZodOptional ? ((kind.unwrap() as z.ZodType).meta() ?? {}) : {}
}

const PROOF: readonly OpenApiParameter[] = [
  { name: 'timestamp', in: 'query', required: true, description: 'When it is sent, in milliseconds or microseconds.', schema: { type: 'integer' } },
  { name: 'recvWindow', in: 'query', required: false, description: 'For how many milliseconds it is good; 5000 where left out, at most 60000.', schema: { type: 'string' } },
  { name: 'signature', in: 'query', required: true, description: 'Of everything else, as it is sent.', schema: { type: 'string' } },
]
