import { describe, expect, it } from '@jest/globals';
import { createTurns } from './turns.ts';

const never = new AbortController().signal;
const plenty = { reads: 2, readsOfTenant: 1, recordsPerSecond: 1_000_000 };

describe('turns to read', () => {
  it('lets no more read at a time than there is room for, in all and of one tenant', async () => {
    const turns = createTurns(plenty, Date.now);
    const ends = await Promise.all([turns.take('a', never), turns.take('b', never)]);
    const [a, c] = [turns.take('a', never), turns.take('c', never)];
    expect(turns.load()).toEqual({ reading: 2, waiting: 2 });
    for (const end of ends) end(0);
    for (const end of await Promise.all([a, c])) end(0);
    expect(turns.load()).toEqual({ reading: 0, waiting: 0 });
  });

  it('takes tenants by turns, however many wait of one', async () => {
    const turns = createTurns({ ...plenty, reads: 1 }, Date.now);
    const order: string[] = [];
    const read = async (tenant: string) => {
      const end = await turns.take(tenant, never);
      order.push(tenant);
      end(1);
    };
    const first = await turns.take('z', never);
    const reads = ['a', 'a', 'a', 'a', 'b', 'c', 'b'].map(read);
    first(0);
    await Promise.all(reads);
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a']);
  });

  it('lets a tenant that has read too much wait until time has made up for it, and others not', async () => {
    let clock = 0;
    const turns = createTurns({ ...plenty, readsOfTenant: 2, recordsPerSecond: 1_000 }, () => clock);
    const [greedy] = await Promise.all([turns.take('a', never)]);
    // All of this second's, and 20 ms' worth of the next.
    greedy?.(1_020);
    let hasTurn = false;
    const waits = turns.take('a', never).then((end) => {
      hasTurn = true;
      return end;
    });
    (await turns.take('b', never))(1);
    clock = 19;
    (await turns.take('b', never))(1);
    expect([hasTurn, turns.load().waiting]).toEqual([false, 1]);
    clock = 22;
    (await waits)(0);
    expect(turns.load()).toEqual({ reading: 0, waiting: 0 });
  });

  it('lets go of who does not wait any more', async () => {
    const turns = createTurns({ ...plenty, reads: 1 }, Date.now);
    const end = await turns.take('a', never);
    const gone = new AbortController();
    const waits = turns.take('a', gone.signal);
    gone.abort(new Error('gone'));
    await expect(waits).rejects.toThrow('gone');
    expect(turns.load()).toEqual({ reading: 1, waiting: 0 });
    end(0);
    end(0);
    expect(turns.load()).toEqual({ reading: 0, waiting: 0 });
    await expect(turns.take('a', gone.signal)).rejects.toThrow('gone');
  });
});
