import type { EachBatchPayload } from 'kafkajs';
import type { Assignment } from './assignment.ts';
import type { Lanes } from './lanes.ts';
import type { OffsetWindow } from './offset-window.ts';
import type { TreatMessage } from './treat-message.ts';

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
  function begin({ batch }: EachBatchPayload, window: OffsetWindow): Promise<unknown> {
    const { topic, partition } = batch;
    return Promise.all(
      batch.messages.map((message) => {
        const offset = BigInt(message.offset);
        const key = `${topic}/${partition}/${message.key?.toString('latin1') ?? ''}`;
        window.open(offset, message.value?.length ?? 0);
        return lanes.run(key, async (setAside) => {
          if (await treatMessage({ topic, partition, message }, window.live, setAside)) window.settle(offset);
        });
      }),
    );
  }

  return async (payload: EachBatchPayload): Promise<void> => {
    const { batch, isRunning, isStale, heartbeat, resolveOffset, pause } = payload;
    const [first] = batch.messages;
    if (!first || !isRunning() || isStale()) return;
    if (signal.aborted) {
      // Unresolved, it would be fetched again and again until the consumer has left its group.
      pause();
      return;
    }
    const window = assignment.windowOf(batch.topic, batch.partition, BigInt(first.offset));
    const work = begin(payload, window);
    // Only says where to fetch next: what may be committed is the window's to know.
    resolveOffset(batch.lastOffset());
    while (!(await doneWithin(work, heartbeatMs)) && isRunning() && !isStale()) await heartbeat();
    if (window.live() && window.fullness() >= 1) window.onceBelow(0.5, pause());
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
