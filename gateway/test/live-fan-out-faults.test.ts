import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { describeOver } from '../../test/backends/backend.ts';
import { findRedis } from '../../test/backends/redis.ts';
import { eventually } from '../../test/eventually.ts';
import { openFanoutConnections } from '../src/live/fanout/redis-connections.ts';
import { fleetFor, partitions, tenants } from './fan-out/fleet.ts';
import { createRandom, expectHeardAll, type Heard, listen, readAll, type Weather } from './fan-out/replica.ts';

describeOver('a fleet whose Redis, owners, connections or messages fail', await findRedis(), (start) => {
  const it = fleetFor(start);

  it('tells everything once and in order while messages are lost, doubled and late', async (fleet) => {
    const random = createRandom(7);
    const bad: Weather = () => {
      const draw = random();
      if (draw < 0.2) return [];
      if (draw < 0.4) return [0, 0];
      return draw < 0.6 ? [Math.floor(random() * 300)] : [0];
    };
    const [one, two] = [fleet.replica(bad), fleet.replica(bad)];
    const heard = await Promise.all(
      [one, two].flatMap(({ feed }) => tenants.map((tenant) => listen(feed, tenant, fleet.topic))),
    );
    await eventually(fleet.expectShared);
    await fleet.publish(2_000, 5);
    await fleet.expectAll(heard);
    expect(one.read.refilled + two.read.refilled).toBeGreaterThan(0);
  });

  it('goes on without Redis when it does not answer, and without an owner that hangs', async (fleet) => {
    const [one, two] = [fleet.replica(), fleet.replica()];
    const heard = await Promise.all(tenants.map((tenant) => listen(two.feed, tenant, fleet.topic)));
    await listen(one.feed, 'acme', fleet.topic);
    await eventually(fleet.expectShared);
    const admin = openFanoutConnections(fleet.redis.url);
    await eventually(() => admin.publisher.call('CLIENT', 'PAUSE', '60000', 'ALL'));
    admin.publisher.disconnect();
    admin.subscriber.disconnect();
    await fleet.publish(200);
    await fleet.expectAll(heard);
    await eventually(() => expect(new Set(fleet.modes().flat())).toEqual(new Set(['direct'])));
    await fleet.redis.restart();
    await eventually(fleet.expectShared);

    one.hang();
    await fleet.publish(200);
    await fleet.expectAll(heard);
    await eventually(() => expect(two.feed.modes()[fleet.topic]).toEqual(Array(partitions).fill('owned')));
  });

  it('goes on where it was when Kafka comes back', async (fleet) => {
    const [one, two] = [fleet.replica(), fleet.replica()];
    const heard = await Promise.all(
      [one, two].flatMap(({ feed }) => tenants.map((tenant) => listen(feed, tenant, fleet.topic))),
    );
    await eventually(fleet.expectShared);
    await fleet.publish(200);
    await fleet.stopKafka();
    await expect(listen(one.feed, 'dora', fleet.topic)).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
    await fleet.startKafka();
    await fleet.publish(200);
    await fleet.expectAll(heard);
    await eventually(fleet.expectShared);
  });

  it('loses and doubles nothing while Redis goes and comes, an owner dies, listeners are cut off, come and go', async (fleet) => {
    const [one, two, doomed] = [fleet.replica(), fleet.replica(), fleet.replica()];
    const heard = await Promise.all(
      [one, two].flatMap(({ feed }) => tenants.map((tenant) => listen(feed, tenant, fleet.topic))),
    );
    await listen(doomed.feed, 'acme', fleet.topic);
    await eventually(fleet.expectShared);
    let isOver = false;
    const publishing = (async () => {
      for (let done = 0; done < 2_000 || !isOver; done += 20) await fleet.publish(20, 10);
    })();
    const guests: Heard[] = [];
    const visit = (async () => {
      for (let turn = 0; !isOver; turn += 1) {
        const guest = await listen((turn % 2 ? one : two).feed, tenants[turn % 3] ?? '', fleet.topic);
        await delay(150);
        guest.leave();
        guests.push(guest);
      }
    })();

    await fleet.crash(doomed);
    await eventually(fleet.expectShared);
    await fleet.redis.kill();
    await eventually(() => expect(new Set(fleet.modes().flat())).toEqual(new Set(['direct'])));
    await fleet.redis.restart();
    await eventually(fleet.expectShared);
    const admin = openFanoutConnections(fleet.redis.url);
    await eventually(() => admin.publisher.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    await eventually(() => admin.publisher.call('CLIENT', 'KILL', 'TYPE', 'normal'));
    admin.publisher.disconnect();
    admin.subscriber.disconnect();
    await eventually(fleet.expectShared);

    isOver = true;
    await Promise.all([publishing, visit]);
    await fleet.expectAll(heard);
    const all = await readAll(fleet.log, fleet.topic);
    expect(all.length).toBeGreaterThanOrEqual(2_000);
    expect(guests.length).toBeGreaterThan(3);
    for (const guest of guests) expectHeardAll(guest, all, fleet.topic);
  });
});
