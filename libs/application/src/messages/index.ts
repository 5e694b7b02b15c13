/**
 * The messages of `schema/openlob.xml`: flyweights of every command and every event, generated, and the way between
 * events and messages. For those who read a journal, a ring or a wire.
 *
 * @packageDocumentation
 */
export { decodeEvent, encodeEvent, EventDecodingError } from '../events/event-codec.ts'
export * from './generated/index.ts'
