/**
 * What generated code runs on: no schema, no generator, nothing of Node.
 *
 * @packageDocumentation
 */
export { AccessOrder } from './access-order.ts'
export type { OrderedBlock } from './access-order.ts'
export { allOctetsOf, longsOf, NO_LONGS, NO_OCTETS, NO_WORDS, refuseStart, requireStart, wordsOf } from './aligned.ts'
export { fillOctets, NOTHING, octetsOf, putOctets, viewOf } from './buffers.ts'
export type { Octets } from './buffers.ts'
export { bitsOfNames, namesOfBits } from './choices.ts'
export type { Choices } from './choices.ts'
export { Cursor, requireRoom } from './cursor.ts'
export { putEntries, readEntries, unlessNull } from './entries.ts'
export {
  FRAMING_HEADER_LENGTH,
  putFramingHeader,
  readFramingHeader,
  SBE_BIG_ENDIAN,
  SBE_LITTLE_ENDIAN,
} from './framing.ts'
export type { FramingHeader } from './framing.ts'
export { hexOf, jsonOf } from './json.ts'
export type { PlainObject, PlainValue } from './json.ts'
export { decimalText, mantissaOf, nanosecondsOf } from './meaning.ts'
export {
  inRange,
  refuseBlock,
  refuseCount,
  refuseData,
  refuseEntry,
  refuseIndex,
  refuseName,
  refuseRoom,
  refuseTemplate,
  refuseUnsafe,
  refuseUpperHalf,
  refuseValue,
} from './refusals.ts'
export { SbeError } from './sbe-error.ts'
export type { SbeErrorCode } from './sbe-error.ts'
export { putFixedText, putText, readFixedText, readText, textLength } from './text.ts'
export type { CharacterEncoding } from './text.ts'
