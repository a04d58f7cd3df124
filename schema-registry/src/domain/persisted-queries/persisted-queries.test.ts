import { describe, expect, it } from '@jest/globals';
import { printManifests } from './manifest.ts';
import { mergeQueries, type PersistedQuery } from './persisted-query.ts';

const query = (id: string, body = `query ${id} { me }`, over: Partial<PersistedQuery> = {}): PersistedQuery => ({
  id,
  clientName: '',
  name: id,
  type: 'query',
  body,
  ...over,
});

describe('publishing persisted queries', () => {
  it('adds to the list, and counts what it does', () => {
    const merged = mergeQueries(
      [query('a'), query('b'), query('c')],
      [query('b'), query('c', undefined, { name: 'C' }), query('d')],
    );
    expect(merged).toMatchObject({
      changed: [query('d'), query('c', undefined, { name: 'C' })],
      counts: { added: 1, identical: 1, updated: 1, unaffected: 1, removed: 0 },
    });
    expect('queries' in merged && merged.queries.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('never changes what an id stands for', () => {
    expect(mergeQueries([query('a')], [query('b'), query('a', '{ other }')])).toEqual({ conflict: 'a' });
    expect(mergeQueries([], [query('a'), query('a', '{ other }')])).toEqual({ conflict: 'a' });
  });

  it('keeps the operations of clients apart', () => {
    const merged = mergeQueries(
      [query('a', '{ web }', { clientName: 'web' })],
      [query('a', '{ ios }', { clientName: 'ios' })],
    );
    expect(merged).toMatchObject({ counts: { added: 1, unaffected: 1 } });
  });

  it('makes manifests that routers read, none of them too large', () => {
    const many = Array.from({ length: 4_500 }, (_, n) => query(`q${n}`));
    const manifests = printManifests(many).map((text) => JSON.parse(text));
    expect(manifests.map(({ operations }) => operations.length)).toEqual([2_000, 2_000, 500]);
    expect(manifests.flatMap(({ operations }) => operations.map(({ id }: { id: string }) => id))).toEqual(
      many.map(({ id }) => id),
    );
    const large = query('l', 'x'.repeat(700_000));
    expect(printManifests([large, { ...large, id: 'm' }, { ...large, id: 'n' }])).toHaveLength(3);
    expect(printManifests([]).map((text) => JSON.parse(text))).toEqual([
      { format: 'apollo-persisted-query-manifest', version: 1, operations: [] },
    ]);
  });
});
