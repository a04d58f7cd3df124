import { createRequire } from 'node:module';

/** The part of kafkajs's RequestQueue that the cure needs; kafkajs does not export its type. */
type RequestQueue = { readonly pending: readonly unknown[]; scheduleCheckPendingRequests(): void };

const cured = Symbol.for('fiscal.kafkajs.quiet');

/**
 * Stops kafkajs 2.2.4 from spinning while it is idle. After every answered request its queue schedules a check of the
 * waiting requests, and the check schedules the next one: with nothing waiting the delay is negative, so a 1 ms timer
 * runs for ever on every connection (about 5 % of a core per process). The check matters only while requests wait: they
 * are queued by `push`, which schedules it anyway, and a request that is answered or times out runs it at once.
 * `docs/decisions` tells the figures. Called by `createKafka`, before the first connection.
 */
export function quietRequestQueue(): void {
  const require = createRequire(import.meta.url);
  const queue: { prototype: RequestQueue & { [cured]?: true } } = require('kafkajs/src/network/requestQueue');
  if (queue.prototype[cured]) return;
  const schedule = queue.prototype.scheduleCheckPendingRequests;
  queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
  queue.prototype[cured] = true;
}
