import type { LiveRecord } from '../log/record.ts';
import type { Bus } from './bus.ts';
import { dropped } from './metrics.ts';
import type { ByTenant } from './tell-batch.ts';
import { encodeTold, packRecord } from './wire.ts';

/** Publishes what the owner of a partition read. What could not be published shows as a hole to whoever listens. */
export type Publisher = {
  /** Tells each organisation its span from where it begins up to `to`. Never rejects; waits for the bus, but not for one that fails. */
  tell(
    topic: string,
    partition: number,
    begins: ReadonlyMap<string, number>,
    to: number,
    records: ByTenant,
  ): Promise<void>;
};

export type PublisherLimits = {
  /** Larger records are only announced, and read from the log by who needs them. In characters. */
  readonly recordLength: number;
  /** How much goes into one message. In characters. */
  readonly messageLength: number;
  /** What is published a second; all beyond it is only announced. A second's worth may go at once. In characters. */
  readonly lengthPerSecond: number;
};

/** After a failure, this long nothing is published. */
const pauseMs = 1_000;

type Message = { readonly from: number; readonly to: number; readonly packed: readonly string[] };

/** Makes the publisher of a replica. `channelOf` gives the channel of an organisation. */
export function createPublisher(
  bus: Bus,
  channelOf: (tenant: string) => string,
  limits: PublisherLimits,
  now: () => number,
): Publisher {
  const budget = createBudget(limits.lengthPerSecond, now);
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const publish = async (channel: string, text: string) => {
    if (now() < pausedUntil) return void dropped.add(1, { why: 'paused' });
    try {
      await bus.publish(channel, text);
    } catch {
      dropped.add(1, { why: 'unpublished' });
      pausedUntil = now() + pauseMs;
    }
  };
  const affordable = (message: Message) => {
    const length = message.packed.reduce((sum, each) => sum + each.length, 0);
    return length === 0 || budget(length) ? message : announce(message.to);
  };

  return {
    async tell(topic, partition, begins, to, records) {
      const sent: Promise<void>[] = [];
      for (const [tenant, from] of begins) {
        for (const message of cut(records.get(tenant) ?? [], from, to, limits)) {
          const { from: begin, to: end, packed } = affordable(message);
          sent.push(publish(channelOf(tenant), encodeTold(topic, partition, begin, end, packed)));
        }
      }
      await Promise.all(sent);
    },
  };
}

function announce(at: number): Message {
  return { from: at, to: at, packed: [] };
}

/** Cuts a span into messages: each as large as it may be, and an announcement of what no message can hold. */
function cut(records: readonly LiveRecord[], from: number, to: number, limits: PublisherLimits): Message[] {
  const messages: Message[] = [];
  let begin = from;
  let packed: string[] = [];
  let length = 0;
  const close = (end: number) => {
    if (end > begin) messages.push({ from: begin, to: end, packed });
    begin = end;
    packed = [];
    length = 0;
  };
  for (const record of records) {
    const text = packRecord(record);
    const isTooLarge = text === undefined || text.length > limits.recordLength;
    if (isTooLarge || length + text.length > limits.messageLength) close(record.offset);
    if (isTooLarge) {
      begin = record.offset + 1;
      messages.push(announce(begin));
    } else {
      packed.push(text);
      length += text.length;
    }
  }
  close(to);
  return messages;
}

/** Says whether so much may be spent now. */
function createBudget(perSecond: number, now: () => number): (cost: number) => boolean {
  let left = perSecond;
  let at = now();
  return (cost) => {
    left = Math.min(perSecond, left + ((now() - at) / 1_000) * perSecond);
    at = now();
    if (left < cost) return false;
    left -= cost;
    return true;
  };
}
