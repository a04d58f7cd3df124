import { randomUUID } from 'node:crypto';
import { consumerPart, type Event, ensureTopics } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { until } from '../../deploy/local/until.ts';
import { eventOf, interleaved, type Setup, versionsBySubject } from './setup.ts';
import { tail } from './tail.ts';

/** What arrives is what was published, in order. */
export function describePublishing(setup: () => Setup): void {
  it.concurrent('delivers every event in order per subject', async () => {
    const { kafka, publish, newTopic } = setup();
    const topic = await newTopic(4);
    await publish(topic, interleaved(20, 10));
    const seen: Event[] = [];
    const onEvent = async (event: Event) => void seen.push(event);
    const part = consumerPart({ kafka, group: topic, topics: [topic], on: { 'fiscal.sample.changed.v1': onEvent } });
    await part.start();
    await until('all 200 events are handled', 20_000, () => seen.length >= 200);
    await part.stop();
    const expected = Array.from({ length: 10 }, (_, index) => index + 1);
    expect(versionsBySubject(seen).size).toBe(20);
    for (const versions of versionsBySubject(seen).values()) expect(versions).toEqual(expected);
  });

  it.concurrent('keeps every attribute and the data as they were', async () => {
    const { kafka, publish, newTopic } = setup();
    const topic = await newTopic(1);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const event = { ...eventOf('ñandú-1', 7, { total: '1160.00', findings: [], note: null }), traceparent };
    const { seen, stop } = await tail(kafka, topic);
    await publish(topic, [event]);
    await until('the event is there', 20_000, () => seen.length > 0);
    await stop();
    expect(seen).toEqual([event]);
  });

  it.concurrent('carries an event of 800 kB', async () => {
    const { kafka, publish, newTopic } = setup();
    const topic = await newTopic(1);
    const event = eventOf('large', 1, { text: 'x'.repeat(800_000) });
    const seen: Event[] = [];
    const onEvent = async (each: Event) => void seen.push(each);
    const part = consumerPart({ kafka, group: topic, topics: [topic], on: { [event.type]: onEvent } });
    await part.start();
    await publish(topic, [event, eventOf('small', 1)]);
    await until('both events are handled', 20_000, () => seen.length >= 2);
    await part.stop();
    expect(seen[0]).toEqual(event);
  });

  it.concurrent('creates a topic once when several ask for it, and consumes one that comes later', async () => {
    const { kafka, publish } = setup();
    const topic = `conformance-${randomUUID()}`;
    const seen: Event[] = [];
    const onEvent = async (each: Event) => void seen.push(each);
    const part = consumerPart({ kafka, group: topic, topics: [topic], on: { 'fiscal.sample.changed.v1': onEvent } });
    await part.start();
    await expect(part.ready?.()).rejects.toThrow('has not joined');
    await Promise.all([1, 2, 3].map(() => ensureTopics(kafka, [{ topic, partitions: 3 }])));
    await publish(topic, [eventOf('late', 1)]);
    await until('the event is handled', 20_000, () => seen.length > 0);
    await part.ready?.();
    await part.stop();
    const admin = kafka.admin();
    await admin.connect();
    const [metadata] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
    await admin.disconnect();
    expect(metadata?.partitions).toHaveLength(3);
  });

  it('finds a broker again that was killed and started anew, with all it had', async () => {
    const { backend, kafka, publish, newTopic } = setup();
    const topic = await newTopic(2);
    const seen: Event[] = [];
    const onEvent = async (each: Event) => void seen.push(each);
    const part = consumerPart({ kafka, group: topic, topics: [topic], on: { 'fiscal.sample.changed.v1': onEvent } });
    await part.start();
    await publish(topic, interleaved(4, 2));
    await until('the first events are handled', 20_000, () => seen.length >= 8);
    await backend.kill();
    await backend.restart();
    const later = [eventOf('subject-0', 3), eventOf('subject-1', 3)];
    await until('the broker takes events', 30_000, () =>
      publish(topic, later).then(
        () => true,
        () => false,
      ),
    );
    await until('the later events are handled', 30_000, () => new Set(seen.map((each) => each.id)).size >= 10);
    await part.stop();
    expect(versionsBySubject(seen).get('subject-0')).toEqual([1, 2, 3]);
  });
}
