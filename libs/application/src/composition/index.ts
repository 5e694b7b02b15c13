/**
 * What an exchange over several threads or processes is put together from. Whoever runs one in a single thread has the
 * `Exchange` and needs nothing of this.
 *
 * @packageDocumentation
 */
export { answerOf, repeatedAnswer } from '../answer-of.ts'
export { CommandRoom } from '../commands/command-buffer.ts'
export { readCommand } from '../commands/command-shape.ts'
export { EventMemory } from '../events/event-memory.ts'
export { readEvents } from '../events/read-events.ts'
export { exchangeLimits } from '../exchange-options.ts'
export { checkConfigurationLength } from '../flow/configuration.ts'
export { instrumentFrom, instrumentRecord } from '../snapshot/flow-snapshot.ts'
export type { RecoverySources } from '../recovery/recover.ts'
export { withEventHash } from '../recovery/event-hash-check.ts'
export { type SnapshotInterval, SnapshotSchedule } from '../recovery/snapshot-schedule.ts'
export { Subscribers } from '../subscribers.ts'
export { UnpublishedEvents } from '../recovery/unpublished-events.ts'
export { unavailable, unavailableBecause } from '../unavailable.ts'
export { FlowFollower, type FollowerSources } from './flow-follower.ts'
export { type RecoveredReplica, Replica, type ReplicaSources } from './replica.ts'
