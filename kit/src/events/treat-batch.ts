import type { EachBatchPayload } from 'kafkajs';
import type { Assignment } from './assignment.ts';
import type { Lanes } from './lanes.ts';
import type { OffsetWindow } from './offset-window.ts';
import type { TreatMessage } from './treat-message.ts';

// So many messages of a partition may wait behind keys that are being retried, before the partition itself waits.
const maxSetAside = 1_000;
const heartbeatMs = 1_000;

type Options = {
  readonly assignment: Assignment;
  readonly lanes: Lanes;
  readonly treatMessage: TreatMessage;
  readonly signal: AbortSignal;
};

/**
 * Treats a batch: keys side by side, each key in order. Returns when every message is settled or set aside, so that one
 * key that is being retried does not hold up the others; its offsets stay uncommitted until it is settled.
 */
export function createTreatBatch({ assignment, lanes, treatMessage, signal }: Options) {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

  function begin({ batch }: EachBatchPayload, window: OffsetWindow): Promise<unknown> {
    const { topic, partition } = batch;
    return Promise.all(
      batch.messages.map((message) => {
        const offset = BigInt(message.offset);
        const key = `${topic}/${partition}/${message.key?.toString('latin1') ?? ''}`;
        window.open(offset);
        return lanes.run(key, async (setAside) => {
          if (await treatMessage({ topic, partition, message }, window.live, setAside)) window.settle(offset);
        });
      }),
    );
  }

  return async (payload: EachBatchPayload): Promise<void> => {
    const { batch, isRunning, isStale, heartbeat, resolveOffset, pause } = payload;
    const usable = () => isRunning() && !isStale() && !signal.aborted;
    const [first] = batch.messages;
    if (!first || !usable()) return;
    const window = assignment.windowOf(batch.topic, batch.partition, BigInt(first.offset));
    const work = Promise.race([begin(payload, window), stopped]);
    while (!(await doneWithin(work, heartbeatMs)) && usable()) await heartbeat();
    if (!window.live() || !usable()) return;
    resolveOffset(batch.lastOffset());
    if (window.unfinished() > maxSetAside) window.onceBelow(maxSetAside / 2, pause());
    await assignment.commit();
  };
}

async function doneWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer));
}
