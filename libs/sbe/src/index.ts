/**
 * FIX Simple Binary Encoding: reads schemas, generates TypeScript flyweights, and reads and writes messages without
 * generation. What generated code runs on is `@openlob/sbe/runtime`.
 *
 * @packageDocumentation
 */
export { decodeMessage } from './dynamic/decode-message.ts'
export type { DecodedMessage } from './dynamic/decode-message.ts'
export { encodeMessage } from './dynamic/encode-message.ts'
export { generate } from './generate/generate.ts'
export type { GeneratedFile, GenerateOptions } from './generate/options.ts'
export { parseSchema } from './schema/parse-schema.ts'
export type { ParseOptions } from './schema/parse-schema.ts'
export type { IncludedFile, IncludeLoader } from './schema/includes.ts'
export type * from './schema/layout.ts'
export type { Numeric, Primitive } from './schema/primitive.ts'
export { SchemaError } from './schema/problems.ts'
export type { Place, SchemaProblem, SchemaRule } from './schema/problems.ts'
export { hexOf, jsonOf } from './runtime/json.ts'
export type { PlainObject, PlainValue } from './runtime/json.ts'
export type { Octets } from './runtime/buffers.ts'
export { SbeError } from './runtime/sbe-error.ts'
export type { SbeErrorCode } from './runtime/sbe-error.ts'
export type { CharacterEncoding } from './runtime/text.ts'
