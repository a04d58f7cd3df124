import { createKafka } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { createKafkaLog } from '../../src/live/log/kafka-log.ts';
import { cut, eventsOf, hear, type LiveSetup, untilThat } from './hearing.ts';

/** The feed tells each organisation its records, and where it stands to the record. */
export function describeFeeding(setup: () => LiveSetup): void {
  it.concurrent('says that there is no such topic, or that no events flow', async () => {
    const { feed, createFeed } = setup();
    await expect(hear(feed, 'acme', ['no-such-topic'])).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' });
    const awayLog = createKafkaLog(createKafka({ brokers: ['127.0.0.1:9'], clientId: 'away' }));
    const away = createFeed(awayLog);
    await expect(hear(away, 'acme', ['any'])).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
    await away.stop();
    await awayLog.stop();
    await expect(hear(away, 'acme', ['any'])).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
  });

  it.concurrent('tells organisations their own records, what came before they joined not, and who has left nothing', async () => {
    const { feed, publish, newTopic } = setup();
    const topic = await newTopic(3);
    await publish(topic, eventsOf('acme', 5));
    const [acme, bolt, left] = await Promise.all(['acme', 'bolt', 'acme'].map((tenant) => hear(feed, tenant, [topic])));
    left?.membership.leave();
    left?.membership.leave();
    await publish(topic, [...eventsOf('acme', 20, { of: 'acme' }), ...eventsOf('bolt', 10), ...eventsOf('cane', 9)]);
    await untilThat('both are told all', () => acme?.records.length === 20 && bolt?.records.length === 10);
    expect(acme?.records.every((record) => record.head?.tenant === 'acme')).toBe(true);
    expect(acme?.records[0]?.data()).toEqual({ of: 'acme' });
    expect(left?.records).toEqual([]);
    acme?.membership.leave();
    bolt?.membership.leave();
  });

  it.concurrent('stands, in every call, behind what the call tells, and before what comes next', async () => {
    const { feed, log, publish, newTopic } = setup();
    const topics = [await newTopic(2), await newTopic(1)] as const;
    await publish(topics[0], eventsOf('acme', 8));
    const hearing = await hear(feed, 'acme', topics);
    expect(hearing.begun).toEqual(await log.positions(topics, 'high'));
    for (const topic of topics) await publish(topic, eventsOf('acme', 12));
    await untilThat('it is told all', () => hearing.records.length === 24);
    for (const [index, { topic, partition, offset }] of hearing.records.entries()) {
      expect(hearing.at[index]?.[topic]?.[partition]).toBe(offset + 1);
      const before = hearing.at[index - 1] ?? hearing.begun;
      expect(before[topic]?.[partition]).toBe(offset);
    }
    const end = await log.positions(topics, 'high');
    await untilThat(
      'it stands at the end',
      () => JSON.stringify(hearing.membership.positions()) === JSON.stringify(end),
    );
    hearing.membership.leave();
  });

  it.concurrent('tells others what a listener fails at', async () => {
    const { feed, publish, newTopic } = setup();
    const topic = await newTopic(1);
    const fail = () => {
      throw new Error('no');
    };
    const failing = await feed.join('acme', [topic], { onRecord: fail, onLost: fail });
    const hearing = await hear(feed, 'acme', [topic]);
    await publish(topic, eventsOf('acme', 10));
    await untilThat('the other is told all', () => hearing.records.length === 10);
    failing.leave();
    hearing.membership.leave();
  });

  it.concurrent('tells records whose headers cannot be read to whose they are', async () => {
    const { feed, kafka, newTopic } = setup();
    const topic = await newTopic(1);
    const hearing = await hear(feed, 'acme', [topic]);
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ value: '{', headers: { ce_tenant: 'acme', ce_type: 'odd' } }] });
    await producer.disconnect();
    await untilThat('it is told', () => hearing.records.length === 1);
    expect(hearing.records[0]?.head).toBeUndefined();
    expect(() => hearing.records[0]?.data()).toThrow('not a CloudEvent');
    hearing.membership.leave();
  });

  it.concurrent('tells everybody of the topic what retention took', async () => {
    const { log, kafka, publish, newTopic, createFeed } = setup();
    const topic = await newTopic(1);
    await publish(topic, eventsOf('acme', 10));
    await cut(kafka, topic, 6);
    // As if the feed had stood there since before the cut.
    const feed = createFeed({ ...log, positions: async () => ({ [topic]: [2] }) });
    const [acme, bolt] = await Promise.all([hear(feed, 'acme', [topic]), hear(feed, 'bolt', [topic])]);
    await untilThat('what is left is told', () => acme.records.length === 4);
    await feed.stop();
    const lost = [{ topic, partition: 0, from: 2, to: 6, reason: 'gone' }];
    expect([acme.lost, bolt.lost]).toEqual([lost, lost]);
    expect(bolt.at[0]).toEqual({ [topic]: [6] });
  });

  it.concurrent('tells what comes in partitions that a topic gets while it is followed, from their beginning', async () => {
    const { log, publish, newTopic, createFeed } = setup();
    const topic = await newTopic(3);
    let known = 1;
    const positions = async () => {
      const all = (await log.positions([topic], 'high'))[topic] ?? [];
      return { [topic]: all.slice(0, known) };
    };
    const feed = createFeed({ ...log, positions });
    const early = await hear(feed, 'acme', [topic]);
    await publish(topic, eventsOf('acme', 30));
    known = 3;
    const late = await hear(feed, 'acme', [topic]);
    await publish(topic, eventsOf('acme', 30));
    await untilThat('both are told all', () => early.records.length === 60 && late.records.length === 30);
    expect(early.membership.positions()).toEqual(await log.positions([topic], 'high'));
    expect(late.membership.positions()).toEqual(early.membership.positions());
    await feed.stop();
  });

  it('loses nothing while the broker is killed and restarted, and lets nobody join meanwhile', async () => {
    const { backend, feed, log, publish, newTopic } = setup();
    const topic = await newTopic(2);
    const hearing = await hear(feed, 'acme', [topic]);
    await publish(topic, eventsOf('acme', 10));
    await untilThat('it is told what was before', () => hearing.records.length === 10);
    await backend.kill();
    const refused = feed.join('acme', [topic], { onRecord: () => undefined, onLost: () => undefined });
    await expect(refused).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
    await backend.restart();
    await untilThat('the broker takes events', () =>
      publish(topic, eventsOf('acme', 5)).then(
        () => true,
        () => false,
      ),
    );
    const end = await log.positions([topic], 'high');
    await untilThat(
      'it stands at the end',
      () => JSON.stringify(hearing.membership.positions()) === JSON.stringify(end),
    );
    const offsets = (partition: number) =>
      hearing.records.filter((record) => record.partition === partition).map(({ offset }) => offset);
    for (const [partition, to] of (end[topic] ?? []).entries())
      expect(offsets(partition)).toEqual([...Array(to).keys()]);
    expect(hearing.lost).toEqual([]);
    hearing.membership.leave();
  });
}
