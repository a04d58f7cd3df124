import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { consumerPart, type Event } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import kafkajs, { type PartitionAssigner } from 'kafkajs';
import { until } from '../../deploy/local/until.ts';
import { isReady } from './is-ready.ts';
import { eventOf, interleaved, type Setup, sessionMs, setUpDatabase, versionsBySubject } from './setup.ts';

const strangeAssigner: PartitionAssigner = () => ({
  name: 'Strange',
  version: 1,
  assign: () => Promise.resolve([]),
  protocol: ({ topics }) => ({
    name: 'Strange',
    metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
  }),
});

const consumerProcess = fileURLToPath(new URL('./consumer-process.ts', import.meta.url));

/** Members share the work of a group, and what one has done no other does again. */
export function describeGroups(setup: () => Setup): void {
  function member(topic: string, seen: Event[]) {
    const onEvent = async (event: Event) => void seen.push(event);
    return consumerPart({
      kafka: setup().kafka,
      group: topic,
      topics: [topic],
      on: { 'fiscal.sample.changed.v1': onEvent },
    });
  }

  it.concurrent('shares a topic between two members, and gives it all to the one that stays', async () => {
    const { publish, newTopic } = setup();
    const topic = await newTopic(8);
    const [first, second]: [Event[], Event[]] = [[], []];
    const [one, other] = [member(topic, first), member(topic, second)];
    let version = 0;
    const all: Event[] = [];
    const publishRound = async () => {
      version += 1;
      const round = Array.from({ length: 32 }, (_, subject) => eventOf(`subject-${subject}`, version));
      all.push(...round);
      await publish(topic, round);
    };
    await one.start();
    await publishRound();
    await until('the only member handles events', 20_000, () => first.length >= 32);
    await other.start();
    await until('the second member handles events', 30_000, async () => {
      await publishRound();
      return second.length > 0;
    });
    await one.stop();
    await publishRound();
    const handled = () => new Set([...first, ...second].map((event) => event.id)).size;
    await until('the member that stayed handles the rest', 30_000, () => handled() === all.length);
    await other.stop();
    const inOrder = versionsBySubject(all);
    for (const seen of [first, second]) {
      for (const versions of versionsBySubject(seen).values()) {
        expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      }
    }
    expect(inOrder.size).toBe(32);
  });

  it.concurrent('goes on after a restart where it had been', async () => {
    const { publish, newTopic } = setup();
    const topic = await newTopic(4);
    const [before, after]: [Event[], Event[]] = [[], []];
    const first = member(topic, before);
    await publish(topic, interleaved(5, 2));
    await first.start();
    await until('the first ten are handled', 20_000, () => before.length >= 10);
    await first.stop();
    const later = [eventOf('subject-0', 3), eventOf('subject-1', 3)];
    await publish(topic, later);
    const second = member(topic, after);
    await second.start();
    await until('the later two are handled', 20_000, () => after.length >= 2);
    await second.stop();
    expect(after.map((event) => event.id).sort()).toEqual(later.map((event) => event.id).sort());
  });

  it.concurrent('keeps its membership while a handler takes longer than the session', async () => {
    const { kafka, publish, newTopic } = setup();
    const topic = await newTopic(1);
    const began: string[] = [];
    let done = 0;
    const onEvent = async (event: Event) => {
      began.push(event.id);
      await delay(1.25 * sessionMs);
      done += 1;
    };
    const on = { 'fiscal.sample.changed.v1': onEvent };
    const members = [1, 2].map(() => consumerPart({ kafka, group: topic, topics: [topic], on, sessionMs }));
    for (const each of members) {
      await each.start();
      await until('it has joined', 20_000, () => isReady(each));
    }
    await publish(topic, [eventOf('slow', 1)]);
    await until('the handler is done', 30_000, () => done > 0);
    await Promise.all(members.map((each) => each.stop()));
    expect(began).toHaveLength(1);
  });

  it.concurrent('ends the process, to be restarted, when kafkajs gives up on the group', async () => {
    const { backend, kafka, newTopic } = setup();
    const topic = await newTopic(1);
    const database = await setUpDatabase();
    // A member that shares partitions out by another protocol: the broker lets nobody else in.
    const stranger = kafka.consumer({ groupId: topic, partitionAssigners: [strangeAssigner] });
    await stranger.connect();
    await stranger.subscribe({ topic });
    await stranger.run({ eachMessage: () => Promise.resolve() });
    const child = spawn(process.execPath, [consumerProcess, backend.brokers.join(','), topic, database.url]);
    const late = setTimeout(() => child.kill('SIGKILL'), 40_000);
    const [code] = await once(child, 'exit');
    clearTimeout(late);
    await stranger.disconnect();
    await database.end();
    expect(code).toBe(1);
  });

  it.concurrent('has each effect once, however often the consumer is killed', async () => {
    const { backend, publish, newTopic } = setup();
    const topic = await newTopic(4);
    const database = await setUpDatabase();
    const events = interleaved(20, 15);
    await publish(topic, events);
    const start = () =>
      spawn(process.execPath, [consumerProcess, backend.brokers.join(','), topic, database.url], { stdio: 'ignore' });
    const done = async () => {
      const { rows } = await database.pool.query<{ count: number }>('select count(*)::int as count from effect');
      return rows[0]?.count ?? 0;
    };
    for (const threshold of [1, 100, events.length]) {
      const child = start();
      try {
        await until(`${threshold} effects are stored`, 60_000, async () => (await done()) >= threshold);
      } finally {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    const { rows } = await database.pool.query<{ subject: string; versions: number[] }>(
      'select subject, array_agg(version order by position) as versions from effect group by subject',
    );
    await database.end();
    const expected = Array.from({ length: 15 }, (_, index) => index + 1);
    expect(rows).toHaveLength(20);
    for (const row of rows) expect(row.versions).toEqual(expected);
  });
}
