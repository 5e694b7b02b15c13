import { MAX_NODE_BITS } from './bit-fields.ts'
import { IdGeneratorError } from './id-generator-error.ts'
import { requireInteger } from './require-integer.ts'

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * A node id from a name such as a host's: the same name gives the same id in every process and version.
 *
 * Two names may share an id, and then their generators can make the same ids: see {@link nodeIdCollisionProbability}.
 * Where that chance is too high, number the nodes.
 */
export function nodeIdFromName(name: string, nodeBits: number): number {
  requireNodeBits(nodeBits)
  if (typeof name !== 'string' || name === '') {
    throw new IdGeneratorError('invalid-node-id', `a node name must be a text that is not empty: name=${JSON.stringify(name)}`)
  }
  let hash = FNV_OFFSET
  for (let index = 0; index < name.length; index += 1) {
    const unit = name.charCodeAt(index)
    hash = Math.imul(hash ^ (unit & 0xff), FNV_PRIME)
    hash = Math.imul(hash ^ (unit >>> 8), FNV_PRIME)
  }
  // Host names differ in a last digit: without a finalizer their low bits stay close and collide by pattern.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % 2 ** nodeBits
}

/**
 * The chance that at least two of `nodes` names share a node id.
 *
 * For 10 bits: 0.1 % for 2 nodes, 4.3 % for 10, 50.0 % for 38.
 */
export function nodeIdCollisionProbability(nodes: number, nodeBits: number): number {
  requireNodeBits(nodeBits)
  requireInteger(nodes, { name: 'nodes', min: 0, max: Number.MAX_SAFE_INTEGER, code: 'invalid-option' })
  const ids = 2 ** nodeBits
  if (nodes > ids) return 1
  let distinct = 1
  for (let taken = 1; taken < nodes && distinct > 0; taken += 1) distinct *= 1 - taken / ids
  return 1 - distinct
}

function requireNodeBits(nodeBits: number): void {
  requireInteger(nodeBits, { name: 'nodeBits', min: 0, max: MAX_NODE_BITS, code: 'invalid-option' })
}
