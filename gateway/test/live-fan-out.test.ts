import { expect } from '@jest/globals';
import { describeOver } from '../../test/backends/backend.ts';
import { findRedis } from '../../test/backends/redis.ts';
import { eventually } from '../../test/eventually.ts';
import { fleetFor, tenants } from './fan-out/fleet.ts';
import { eventOf, expectAtEnd, listen, type Weather } from './fan-out/replica.ts';

describeOver('a fleet that hands live records on over Redis', await findRedis(), (start) => {
  const it = fleetFor(start);

  it('reads each record from Kafka once, for two replicas', async (fleet) => {
    const [one, two] = [fleet.replica(), fleet.replica()];
    const heard = await Promise.all([
      ...tenants.map((tenant) => listen(one.feed, tenant, fleet.topic)),
      ...tenants.map((tenant) => listen(two.feed, tenant, fleet.topic)),
    ]);
    await eventually(fleet.expectShared);
    const before = one.read.followed + two.read.followed + one.read.refilled + two.read.refilled;
    await fleet.publish(2_000, 1);
    await fleet.expectAll(heard);
    expect(heard.map(({ records }) => records.length).reduce((sum, each) => sum + each, 0)).toBe(4_000);
    expect(one.read.followed).toBeGreaterThan(0);
    expect(two.read.followed).toBeGreaterThan(0);
    expect([one.read.followed + two.read.followed - before, one.read.refilled + two.read.refilled]).toEqual([2_000, 0]);
  });

  it('brings messages only to replicas that have listeners of the tenant', async (fleet) => {
    let messages = 0;
    const counted: Weather = () => {
      messages += 1;
      return [0];
    };
    const [one, two] = [fleet.replica(), fleet.replica(counted)];
    const heard = await Promise.all([
      ...tenants.map((tenant) => listen(one.feed, tenant, fleet.topic)),
      listen(two.feed, 'nobody', fleet.topic),
    ]);
    await eventually(fleet.expectShared);
    await fleet.publish(400);
    await fleet.expectAll(heard);
    // Heads only: two a second.
    expect(messages).toBeLessThan(30);
  });

  it('tells what is too large for the bus, and what is no JSON, like everything else', async (fleet) => {
    const [one, two] = [fleet.replica(), fleet.replica()];
    const heard = await Promise.all([listen(one.feed, 'acme', fleet.topic), listen(two.feed, 'acme', fleet.topic)]);
    await eventually(fleet.expectShared);
    const large = { ...eventOf('acme', 1), data: 'x'.repeat(300_000) };
    await fleet.publishAll([eventOf('acme', 0), large, eventOf('acme', 2)]);
    await fleet.publish(100);
    await fleet.expectAll(heard);
    expect(heard.map(({ records }) => records.some(({ head }) => head?.id === large.id))).toEqual([true, true]);
  });

  it('tells whoever comes later what comes later, and refuses a topic that is none', async (fleet) => {
    const one = fleet.replica();
    const first = await listen(one.feed, 'acme', fleet.topic);
    await fleet.publish(60);
    const second = await listen(one.feed, 'acme', fleet.topic);
    await expectAtEnd(second, fleet.log, fleet.topic);
    await fleet.publish(60);
    await fleet.expectAll([first, second]);
    expect([first.records.length, second.records.length]).toEqual([first.records.length, first.records.length - 20]);
    await expect(listen(one.feed, 'acme', 'no-such-topic')).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' });
    expect(Object.keys(one.feed.modes())).toEqual([fleet.topic]);
  });
});
