import { type Event, tailPart } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { until } from '../../deploy/local/until.ts';
import { eventOf, interleaved, type Setup, versionsBySubject } from './setup.ts';

/** A tail shows every event since its start, to every replica. */
export function describeTailing(setup: () => Setup): void {
  function tail(topics: readonly string[], seen: Event[]) {
    return tailPart({ kafka: setup().kafka, name: 'conformance', topics, onEvent: (event) => seen.push(event) });
  }

  it('shows each replica everything since its start and nothing before', async () => {
    const { publish, newTopic } = setup();
    const topics = [await newTopic(4), await newTopic(1)] as const;
    const [early, late]: [Event[], Event[]] = [[], []];
    await publish(topics[0], [eventOf('before', 1)]);
    const [one, other] = [tail(topics, early), tail(topics, late)];
    await one.start();
    await one.ready?.();
    await publish(topics[0], interleaved(5, 4));
    await other.start();
    await publish(topics[0], [eventOf('between', 1)]);
    await publish(topics[1], [eventOf('elsewhere', 1)]);
    await until('the first tail has all', 20_000, () => early.length >= 22);
    await until('the second tail has what came later', 20_000, () => late.length >= 2);
    await Promise.all([one.stop(), other.stop()]);
    expect(versionsBySubject(early).get('subject-3')).toEqual([1, 2, 3, 4]);
    expect([...versionsBySubject(early).keys()]).not.toContain('before');
    expect(late.map((event) => event.subject).sort()).toEqual(['between', 'elsewhere']);
  });

  it('misses nothing while the broker is away', async () => {
    const { backend, publish, newTopic } = setup();
    const topic = await newTopic(2);
    const seen: Event[] = [];
    const part = tail([topic], seen);
    await part.start();
    await publish(topic, [eventOf('steady', 1)]);
    await until('the tail shows events', 20_000, () => seen.length > 0);
    await backend.kill();
    await backend.restart();
    const later = eventOf('steady', 2);
    await until('the broker takes events', 30_000, () =>
      publish(topic, [later]).then(
        () => true,
        () => false,
      ),
    );
    await until('the tail shows it', 30_000, () => seen.some((event) => event.id === later.id));
    await part.stop();
    expect(versionsBySubject(seen).get('steady')).toEqual([1, 2]);
  });
}
