import { expect, it } from '@jest/globals';
import { createReplayLane } from '../../src/live/log/replay-lane.ts';
import { comeBack, cut, eventsOf, inLog, type LiveSetup, untilThat } from './hearing.ts';

/** Who comes back is told what it missed and then what comes: nothing missing, nothing twice. */
export function describeReplaying(setup: () => LiveSetup): void {
  it.concurrent('hands over to the feed without a seam, for many who come back while events come', async () => {
    const { log, publish, newTopic } = setup();
    const topic = await newTopic(4);
    await publish(topic, [...eventsOf('acme', 300), ...eventsOf('bolt', 300)]);
    const ends = (await log.positions([topic], 'high'))[topic] ?? [];
    const arrivals = Array.from({ length: 60 }, (_, index) => ({
      tenant: index % 2 ? 'acme' : 'bolt',
      from: { [topic]: ends.map((end, partition) => Math.floor((end * ((index + partition) % 6)) / 5)) },
    }));
    const publishing = (async () => {
      for (let round = 0; round < 40; round += 1)
        await publish(topic, [...eventsOf('acme', 5), ...eventsOf('bolt', 5)]);
    })();
    const clients = await Promise.all(
      arrivals.map(async (arrival) => ({ ...arrival, ...(await comeBack(setup(), arrival.tenant, arrival.from)) })),
    );
    await publishing;
    const all = { acme: await inLog(log, 'acme', topic), bolt: await inLog(log, 'bolt', topic) };
    for (const { tenant, from, heard, leave } of clients) {
      const expected = all[tenant === 'acme' ? 'acme' : 'bolt'].filter((place) => {
        const [, partition = 0, offset = 0] = place.split('/').map(Number);
        return offset >= (from[topic]?.[partition] ?? 0);
      });
      await untilThat('the client has heard all', () => heard.length >= expected.length);
      leave();
      expect(heard.toSorted()).toEqual(expected.toSorted());
      expect(inOrder(heard)).toBe(true);
    }
  });

  it.concurrent('tells what retention took from who comes back', async () => {
    const { kafka, publish, newTopic } = setup();
    const topic = await newTopic(1);
    await publish(topic, eventsOf('acme', 10));
    await cut(kafka, topic, 7);
    const client = await comeBack(setup(), 'acme', { [topic]: [3] });
    client.leave();
    expect(client.lost).toEqual([{ topic, partition: 0, from: 3, to: 7, reason: 'gone' }]);
    expect(client.heard).toEqual([7, 8, 9].map((offset) => `${topic}/0/${offset}`));
  });

  it.concurrent('waits for a feed that is behind the client, and tells that a log was made anew', async () => {
    const { log, lane, publish, newTopic } = setup();
    const topic = await newTopic(1);
    await publish(topic, eventsOf('acme', 10));
    const notes: unknown[] = [];
    const replaying = {
      onRecord: () => void notes.push('record'),
      onLost: (lost: object) => void notes.push(lost),
      onAdvance: (...place: unknown[]) => void notes.push(place),
      onCaughtUp: (positions: object) => void notes.push(positions),
    };
    const replay = (from: number) =>
      lane.replay('acme', { [topic]: [from] }, () => ({ [topic]: [8] }), replaying, new AbortController().signal);
    await replay(9);
    expect(notes).toEqual([{ [topic]: [9] }]);
    notes.length = 0;
    await replay(15);
    expect(notes).toEqual([
      { topic, partition: 0, from: 0, to: 10, reason: 'gone' },
      [topic, 0, 10],
      { [topic]: [10] },
    ]);
    expect(await log.positions([topic], 'high')).toEqual({ [topic]: [10] });
  });

  it.concurrent('goes on when who is told is ready, holds no turn meanwhile, and ends when it is told to', async () => {
    const { log, publish, newTopic } = setup();
    const topic = await newTopic(1);
    await publish(topic, eventsOf('acme', 10));
    const lane = createReplayLane(log, { reads: 1, readsOfTenant: 1, recordsPerSecond: 10_000 }, Date.now);
    const stop = new AbortController();
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    const told: number[] = [];
    const replay = (onRecord: (offset: number) => void | Promise<void>, signal: AbortSignal) =>
      lane.replay(
        'acme',
        { [topic]: [0] },
        () => ({ [topic]: [10] }),
        {
          onRecord: ({ offset }) => onRecord(offset),
          onLost: () => undefined,
          onAdvance: () => undefined,
          onCaughtUp: () => undefined,
        },
        signal,
      );
    const slow = replay((offset) => {
      told.push(offset);
      return ready;
    }, stop.signal);
    await untilThat('the slow one is told', () => told.length === 1);
    const quick: number[] = [];
    await replay((offset) => void quick.push(offset), new AbortController().signal);
    expect(quick).toHaveLength(10);
    expect([told.length, lane.load()]).toEqual([1, { reading: 0, waiting: 0 }]);
    stop.abort(new Error('gone'));
    resolve();
    await expect(slow).rejects.toThrow('gone');
    expect(told).toEqual([0]);
  });
}

/** Whether the places of each partition ascend. */
function inOrder(places: readonly string[]): boolean {
  const byPartition = Map.groupBy(places, (place) => place.slice(0, place.lastIndexOf('/')));
  return [...byPartition.values()].every((ofOne) => {
    const offsets = ofOne.map((place) => Number(place.slice(place.lastIndexOf('/') + 1)));
    return offsets.every((offset, index) => index === 0 || offset > (offsets[index - 1] ?? 0));
  });
}
