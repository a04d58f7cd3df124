import { describe, expect, it } from '@jest/globals';
import { createFaults } from './faults.ts';

const away = { message: 'a part of the graph is away', code: 'SUBGRAPH_UNAVAILABLE' };

describe('the faults of a run', () => {
  it('go out in the order they came, in the names of the client', () => {
    const faults = createFaults('c-1', true);
    faults.add({ message: 'no such invoice', code: 'INVOICE_NOT_FOUND', path: ['_r_mine', 0, '_r__r_x'] });
    faults.add({ message: 'unauthenticated', code: 'UNAUTHENTICATED' });
    expect(faults.toErrors()).toEqual([
      { message: 'no such invoice', path: ['mine', 0, '_r_x'], extensions: { code: 'INVOICE_NOT_FOUND' } },
      { message: 'unauthenticated', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });

  it.each(['INTERNAL', 'INTERNAL_SERVER_ERROR', 'GRAPHQL_VALIDATION_FAILED', undefined])(
    'are masked when they are ours to explain: %s',
    (code) => {
      const faults = createFaults('c-1', true);
      faults.add({ ...away, code, path: ['a'] } as typeof away);
      expect(faults.toErrors()).toEqual([
        { message: 'internal error', path: ['a'], extensions: { code: 'INTERNAL', correlationId: 'c-1' } },
      ]);
    },
  );

  it('keep their messages where masking is off, and where they are about the schema that clients see', () => {
    const open = createFaults('c-1', false);
    open.add({ message: 'a bug' });
    expect(open.toErrors()[0]?.message).toBe('a bug');
    const masked = createFaults('c-1', true);
    masked.add({ message: 'Cannot return null for non-nullable field Query.a.', code: 'INTERNAL', ours: true });
    expect(masked.toErrors()[0]?.message).toBe('Cannot return null for non-nullable field Query.a.');
  });

  it('take a value unfit for a custom scalar for what it is: the client’s fault', () => {
    const faults = createFaults('c-1', true);
    faults.add({ message: 'Expected value of type "Date"', code: 'GRAPHQL_VALIDATION_FAILED' });
    faults.add({ message: 'too long', code: 'BAD_USER_INPUT' });
    expect(faults.toErrors().map(({ extensions }) => extensions?.code)).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
  });

  it('are told up to a hundred, and counted beyond', () => {
    const faults = createFaults('c-1', true);
    for (let index = 0; index < 250; index++) faults.add({ ...away, path: ['list', index] });
    const errors = faults.toErrors();
    expect(errors).toHaveLength(100);
    expect(errors.at(-1)?.extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', furtherErrors: 150 });
    expect(errors.filter(({ extensions }) => extensions?.furtherErrors)).toHaveLength(1);
  });

  it('cover their places, what these hold and what holds them', () => {
    const faults = createFaults('c-1', true);
    expect(faults.covers(['a'])).toBe(false);
    faults.add({ ...away, path: ['list', 2, 'name'] });
    const covered = (...path: (string | number)[]) => faults.covers(path);
    expect([covered('list', 2, 'name'), covered('list', 2, 'name', 'x'), covered('list', 2), covered()]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([covered('list', 1), covered('list', 2, 'id'), covered('other')]).toEqual([false, false, false]);
    faults.add({ ...away, path: ['other'] });
    expect(covered('other', 'id')).toBe(true);
    faults.add(away);
    expect(covered('list', 1)).toBe(true);
  });

  it('cover everything once there are too many to know of, in bounded memory', () => {
    const faults = createFaults('c-1', true);
    faults.add({ ...away, path: ['list', 0] });
    expect(faults.covers(['list', 5_000])).toBe(false);
    for (let index = 0; index < 3_000; index++) faults.add({ ...away, path: ['list', index] });
    expect(faults.covers(['list', 5_000])).toBe(true);
  });
});
