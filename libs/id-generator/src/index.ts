export { IdGeneratorError } from './id-generator-error.ts'
export type { IdGeneratorErrorCode } from './id-generator-error.ts'
export { DEFAULT_EPOCH_MS, MAX_NODE_BITS, MAX_SEQUENCE_BITS } from './bit-fields.ts'
export type { BitFields, LayoutOptions, SnowflakeParts } from './bit-fields.ts'
export { SNOWFLAKE_BITS, SnowflakeLayout } from './snowflake-layout.ts'
export type { IdRange } from './snowflake-layout.ts'
export { COMPACT_BITS, CompactLayout } from './compact-layout.ts'
export type { Clock, ClockOptions } from './monotonic-clock.ts'
export { SnowflakeGenerator } from './snowflake-generator.ts'
export type { SnowflakeOptions } from './snowflake-generator.ts'
export { CompactGenerator } from './compact-generator.ts'
export type { CompactOptions } from './compact-generator.ts'
export { SharedSnowflake } from './shared-snowflake.ts'
export { nodeIdCollisionProbability, nodeIdFromName } from './node-id.ts'
export { NodeIdPool } from './node-id-pool.ts'
export type { NodeIdLease } from './node-id-pool.ts'
export { UuidV7Generator } from './uuid-v7-generator.ts'
export type { UuidV7Options } from './uuid-v7-generator.ts'
export {
  composeUuidV7,
  decomposeUuidV7,
  formatUuidV7,
  isUuidV7,
  parseUuidV7,
  UUID_V7_LAST_TIMESTAMP_MS,
  uuidV7Range,
} from './uuid-v7.ts'
export type { UuidV7Parts } from './uuid-v7.ts'
