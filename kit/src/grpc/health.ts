import type { Server } from 'nice-grpc';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { missingParts } from '../health.ts';
import type { Part } from '../run.ts';

const watchEveryMs = 2_000;

/**
 * Adds `grpc.health.v1`, which orchestrators ask without an internal token: the process as a whole (service '') and
 * each named service are as fit as the parts are when asked. Watchers hear of a change within 2 s, until `stopping`.
 */
export function addHealth(server: Server, names: readonly string[], parts: readonly Part[], stopping: AbortSignal) {
  const state = HealthState();
  const answers = HealthServiceImpl(state);
  async function refresh(): Promise<void> {
    const missing = stopping.aborted ? ['stopping'] : await missingParts(parts);
    for (const name of ['', ...names]) state.setStatus(missing.length === 0 ? 'healthy' : 'unhealthy', name);
  }
  server.add(HealthDefinition, {
    async check(request, call) {
      await refresh();
      return answers.check(request, call);
    },
    async *watch(request, call) {
      await refresh();
      const timer = setInterval(refresh, watchEveryMs);
      try {
        yield* answers.watch(request, { ...call, signal: AbortSignal.any([call.signal, stopping]) });
      } finally {
        clearInterval(timer);
      }
    },
  });
}
