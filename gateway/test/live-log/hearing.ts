import type { Kafka } from '@fiscal/kit/events';
import { until } from '../../../deploy/local/until.ts';
import { eventOf, type Setup } from '../../../test/events-conformance/setup.ts';
import type { Feed, Membership } from '../../src/live/log/feed.ts';
import type { Log } from '../../src/live/log/log.ts';
import type { LiveRecord, Lost, Positions } from '../../src/live/log/record.ts';
import type { ReplayLane } from '../../src/live/log/replay-lane.ts';

/** What the suite runs over. */
export type LiveSetup = Setup & {
  readonly log: Log;
  readonly feed: Feed;
  readonly lane: ReplayLane;
  /** Makes another feed, over another log. */
  readonly createFeed: (log: Log) => Feed;
};

/** What one listener was told, with its positions at every call. */
export type Hearing = {
  readonly records: LiveRecord[];
  readonly lost: Lost[];
  readonly at: Positions[];
  readonly begun: Positions;
  readonly membership: Membership;
};

const waitMs = 60_000;

export async function hear(feed: Feed, tenant: string, topics: readonly string[]): Promise<Hearing> {
  const [records, lost, at]: [LiveRecord[], Lost[], Positions[]] = [[], [], []];
  let membership: Membership | undefined;
  const note = () => {
    if (membership) at.push(membership.positions());
  };
  membership = await feed.join(tenant, topics, {
    onRecord(record) {
      records.push(record);
      note();
    },
    onLost(range) {
      lost.push(range);
      note();
    },
  });
  return { records, lost, at, begun: membership.positions(), membership };
}

/** A client that comes back: it is replayed what it missed, then told what comes. Gives where it was told each record, as one text. */
export async function comeBack(
  { feed, lane }: Pick<LiveSetup, 'feed' | 'lane'>,
  tenant: string,
  from: Positions,
): Promise<{ readonly heard: string[]; readonly lost: Lost[]; leave(): void }> {
  const [heard, lost]: [string[], Lost[]] = [[], []];
  let isLive = false;
  let ahead: Positions = {};
  const note = ({ topic, partition, offset }: LiveRecord) => heard.push(`${topic}/${partition}/${offset}`);
  const membership = await feed.join(tenant, Object.keys(from), {
    onRecord(record) {
      // What comes meanwhile is in the log, and what was told already is not told again.
      if (isLive && record.offset >= (ahead[record.topic]?.[record.partition] ?? 0)) note(record);
    },
    onLost: (range) => isLive && lost.push(range),
  });
  const replaying = {
    onRecord: (record: LiveRecord) => void note(record),
    onLost: (range: Lost) => void lost.push(range),
    onAdvance: () => undefined,
    onCaughtUp(positions: Positions) {
      ahead = positions;
      isLive = true;
    },
  };
  await lane.replay(tenant, from, membership.positions, replaying, new AbortController().signal);
  return { heard, lost, leave: membership.leave };
}

/** Where each record of the tenant lies, from the log's beginning, as one text each. */
export async function inLog(log: Log, tenant: string, topic: string): Promise<readonly string[]> {
  const ends = (await log.positions([topic], 'high'))[topic] ?? [];
  const found = await Promise.all(
    ends.map(async (to, partition) => {
      const batches = await Array.fromAsync(log.read({ topic, partition, from: 0, to }, new AbortController().signal));
      return batches.flatMap(({ records }) => records).filter((record) => record.tenant === tenant);
    }),
  );
  return found.flat().map((record) => `${record.topic}/${record.partition}/${record.offset}`);
}

/** Events of several subjects of one organisation. */
export function eventsOf(tenant: string, count: number, data?: unknown) {
  return Array.from({ length: count }, (_, index) => ({ ...eventOf(`${tenant}-${index % 7}`, index, data), tenant }));
}

export async function untilThat(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  await until(what, waitMs, ask);
}

/** Deletes what lies before the offset in the first partition, as retention does. */
export async function cut(kafka: Kafka, topic: string, offset: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  // kafkajs deletes records only of topics whose leaders it has asked for before.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: `${offset}` }] });
  await admin.disconnect();
}
