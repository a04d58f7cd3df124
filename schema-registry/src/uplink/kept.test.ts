import { describe, expect, it } from '@jest/globals';
import type { Change, Changes } from '../store/index.ts';
import { createKept } from './kept.ts';

const changed: Change = { of: 'variant', ref: { graphId: 'g', variant: 'v' } };

/** What is read is told by the test, read by read. */
function setUp(mostBytes = 1_000) {
  const reads: { readonly ref: string; readonly last: string | undefined; tell(value: string): void; fail(): void }[] =
    [];
  const clock = { now: 0 };
  const bus = { connected: true, listeners: [] as ((change: Change) => void)[] };
  const changes: Changes = {
    listen: (listener) => void bus.listeners.push(listener),
    connected: () => bus.connected,
  };
  const load = (ref: string, last: string | undefined) =>
    new Promise<string>((resolve, reject) => {
      reads.push({ ref, last, tell: resolve, fail: () => reject(new Error('the database is away')) });
    });
  const kept = createKept(
    load,
    (value) => value.length,
    mostBytes,
    changes,
    () => clock.now,
  );
  const tell = (change: Change) => {
    for (const listener of bus.listeners) listener(change);
  };
  const first = async (ref: string, value: string) => {
    const reading = kept(ref);
    reads.at(-1)?.tell(value);
    await reading;
  };
  return { kept, reads, clock, bus, tell, first };
}

describe('what is kept for variants', () => {
  it('is read once however many ask, and not again until it changes', async () => {
    const { kept, reads, tell } = setUp();
    const asked = Promise.all([kept('g@v'), kept('g@v')]);
    expect(reads).toHaveLength(1);
    reads[0]?.tell('one');
    expect(await asked).toEqual(['one', 'one']);
    expect(kept('g@v')).toBe('one');
    tell({ of: 'variant', ref: { graphId: 'g', variant: 'other' } });
    tell({ of: 'keys' });
    expect(kept('g@v')).toBe('one');
    tell(changed);
    const next = kept('g@v');
    expect(reads[1]).toMatchObject({ ref: 'g@v', last: 'one' });
    reads[1]?.tell('two');
    expect(await next).toBe('two');
    expect(kept('g@v')).toBe('two');
  });

  it('is read again when it changes while it is read', async () => {
    const { kept, reads, tell } = setUp();
    const early = kept('g@v');
    tell(changed);
    const late = kept('g@v');
    reads[1]?.tell('new');
    reads[0]?.tell('old');
    expect(await Promise.all([early, late])).toEqual(['old', 'new']);
    expect(kept('g@v')).toBe('new');
  });

  it('is read again every three seconds while changes are not heard of', async () => {
    const { kept, reads, clock, bus, first } = setUp();
    await first('g@v', 'one');
    bus.connected = false;
    clock.now = 2_999;
    expect(kept('g@v')).toBe('one');
    clock.now = 3_000;
    const next = kept('g@v');
    reads[1]?.tell('two');
    expect(await next).toBe('two');
  });

  it('is what was read last while it cannot be read, or takes long', async () => {
    const { kept, reads, clock, tell, first } = setUp();
    await first('g@v', 'one');
    tell({ of: 'everything' });
    const failing = kept('g@v');
    reads[1]?.fail();
    expect(await failing).toBe('one');
    expect(kept('g@v')).toBe('one');
    expect(reads).toHaveLength(2);
    clock.now = 3_000;
    expect(await kept('g@v')).toBe('one');
    expect(reads).toHaveLength(3);
    reads[2]?.tell('two');
    await Promise.resolve();
    expect(await kept('g@v')).toBe('two');
  });

  it('is an error where nothing is kept', async () => {
    const { kept, reads } = setUp();
    const reading = kept('g@v');
    reads[0]?.fail();
    await expect(reading).rejects.toThrow('the database is away');
  });

  it('takes no more memory than it may: what was read longest ago goes first', async () => {
    const { kept, first, reads } = setUp(10);
    await first('g@a', 'aaaa');
    await first('g@b', 'bbbb');
    await first('g@c', 'cccc');
    expect([kept('g@b'), kept('g@c')]).toEqual(['bbbb', 'cccc']);
    expect(reads).toHaveLength(3);
    void kept('g@a');
    expect(reads).toHaveLength(4);
  });
});
