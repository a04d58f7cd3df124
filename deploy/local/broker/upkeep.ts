import type { CommittedOffsets } from './groups/committed-offsets.ts';
import type { Coordinator } from './groups/coordinator.ts';
import type { BrokerLimits } from './limits.ts';
import type { Topics } from './log/topics.ts';

/** Applies the retention bounds now and every few minutes. Answers what stops it. */
export function startUpkeep(
  topics: Topics,
  offsets: CommittedOffsets,
  coordinator: Coordinator,
  limits: BrokerLimits,
): () => void {
  function run(): void {
    topics.retain({ ms: limits.retentionMs, bytes: limits.retentionBytes }, Date.now());
    offsets.expire((group) => coordinator.describe(group) !== undefined, limits.offsetsRetentionMs);
  }
  run();
  const timer = setInterval(run, limits.retentionCheckMs).unref();
  return () => clearInterval(timer);
}
