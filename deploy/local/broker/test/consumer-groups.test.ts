import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AssignerProtocol, type Consumer, type Kafka } from 'kafkajs';
import { until } from '../../until.ts';
import {
  consume,
  createClient,
  type RunningConsumer,
  startTestBroker,
  type TestBroker,
  withProducer,
} from './clients.ts';

// kafkajs waits for its pending fetches when it stops, and the machine may be busy.
jest.setTimeout(60_000);

let broker: TestBroker;
let kafka: Kafka;

beforeAll(async () => {
  broker = await startTestBroker();
  kafka = createClient(broker.port);
});
afterAll(() => broker.remove());

/** The partitions of each member, as the coordinator knows them. */
async function assignedPartitions(groupId: string): Promise<readonly (readonly number[])[]> {
  const admin = kafka.admin();
  await admin.connect();
  const { groups } = await admin.describeGroups([groupId]);
  await admin.disconnect();
  if (groups[0]?.state !== 'Stable') return [];
  return groups[0].members.map(({ memberAssignment }) =>
    Object.values(AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {}).flat(),
  );
}

async function untilSharedBy(groupId: string, members: number): Promise<void> {
  await until(`${groupId} shared by ${members}`, 15_000, async () => {
    const shares = await assignedPartitions(groupId);
    return shares.length === members && shares.flat().toSorted().join() === '0,1,2,3';
  });
}

function send(topic: string, values: readonly string[]): Promise<unknown> {
  const messages = values.map((value) => ({ key: value, value }));
  return withProducer(kafka, (producer) => producer.send({ topic, messages }));
}

function received(...consumers: readonly RunningConsumer[]): readonly string[] {
  return consumers.flatMap(({ messages }) => messages.map(({ message }) => String(message.value)));
}

function stopAll(...consumers: readonly RunningConsumer[]): Promise<unknown> {
  return Promise.all(consumers.map(({ consumer }: { consumer: Consumer }) => consumer.disconnect()));
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);

describe('a consumer group', () => {
  it('shares the partitions among its members, and again when one comes or leaves', async () => {
    await send('shared', numbers(0, 40));
    const first = await consume(kafka, 'sharers', 'shared');
    await untilSharedBy('sharers', 1);
    const second = await consume(kafka, 'sharers', 'shared');
    const third = await consume(kafka, 'sharers', 'shared');
    await untilSharedBy('sharers', 3);
    await send('shared', numbers(40, 80));
    await until('80 messages', 15_000, () => new Set(received(first, second, third)).size === 80);
    await second.consumer.disconnect();
    await untilSharedBy('sharers', 2);
    await send('shared', numbers(80, 120));
    await until('120 messages', 15_000, () => new Set(received(first, second, third)).size === 120);
    await stopAll(first, third);
    await until('the group to be empty', 15_000, async () => (await assignedPartitions('sharers')).length === 0);
  });

  it('goes on where it left off when all its members have gone and come back', async () => {
    await send('resumed', numbers(0, 20));
    const before = await consume(kafka, 'resumers', 'resumed');
    await until('20 messages', 15_000, () => received(before).length === 20);
    await stopAll(before);
    await send('resumed', numbers(20, 30));
    const after = await consume(kafka, 'resumers', 'resumed');
    await until('the rest', 15_000, () => received(after).length === 10);
    await stopAll(after);
    expect(received(after).toSorted()).toEqual(numbers(20, 30).toSorted());
  });

  it('gives two groups everything each', async () => {
    await send('twofold', numbers(0, 10));
    const one = await consume(kafka, 'one', 'twofold');
    const two = await consume(kafka, 'two', 'twofold');
    await until('both to have all', 15_000, () => received(one).length === 10 && received(two).length === 10);
    await stopAll(one, two);
  });

  it('holds many members and many groups at once', async () => {
    await send('crowded', numbers(0, 20));
    const groupIds = numbers(0, 25).map((index) => `crowd-${index}`);
    const members = await Promise.all(
      groupIds.flatMap((groupId) => [1, 2].map(() => consume(kafka, groupId, 'crowded'))),
    );
    const count = (groupId: string) =>
      new Set(received(...members.filter((_, index) => groupIds[index >> 1] === groupId)));
    await until('every group to have all', 40_000, () => groupIds.every((groupId) => count(groupId).size === 20));
    await stopAll(...members);
  });
});
