import { describe, expect, it } from '@jest/globals';
import { headerFault } from './header-rules.ts';
import { defaultRules, rulesFor } from './options.ts';

describe('the rules for a subgraph', () => {
  it('are the defaults unless something else is said', () => {
    expect(rulesFor('a', { all: {}, subgraphs: {}, deduplicate: false })).toEqual(defaultRules);
    expect(rulesFor('__proto__', { all: {}, subgraphs: {}, deduplicate: true })).toEqual({
      ...defaultRules,
      deduplicate: true,
    });
  });

  it('are its own before those for all, part by part; an absent value hides nothing', () => {
    const rules = rulesFor('a', {
      all: {
        queue: 5,
        connections: 6,
        breaker: { openMs: 1, window: 2 },
        headers: { propagate: ['x-a'], insert: { x: '1' } },
      },
      subgraphs: {
        a: {
          queue: 7,
          connections: undefined,
          breaker: { openMs: 3 },
          headers: { propagate: ['x-b'], insert: { x: '2' }, remove: ['x-a'] },
        },
      },
      deduplicate: true,
    });
    expect(rules).toMatchObject({ queue: 7, connections: 6, deduplicate: true });
    expect(rules.breaker).toEqual({ ...defaultRules.breaker, openMs: 3, window: 2 });
    expect(rules.headers).toEqual({ propagate: ['x-a', 'x-b'], insert: { x: '2' }, remove: ['x-a'] });
    expect(rulesFor('a', { all: { deduplicate: false }, subgraphs: {}, deduplicate: true }).deduplicate).toBe(false);
  });

  it('let many streams share a connection with HTTP/2, unless they say how many', () => {
    const of = (all: object) => rulesFor('a', { all, subgraphs: {}, deduplicate: false }).pipelining;
    expect([of({}), of({ http2: true }), of({ http2: true, pipelining: 7 }), of({ http2: false })]).toEqual([
      1, 100, 7, 1,
    ]);
  });

  it('have a word for every header that cannot go along', () => {
    expect(['Authorization', 'Host', 'a b', 'X-Tenant-Id', 'x-request-source'].map(headerFault)).toEqual([
      'authorization would say who the caller is',
      'host is written by the gateway or belongs to one connection',
      '"a b" is no name of a header',
      'x-tenant-id would say who the caller is',
      undefined,
    ]);
  });
});
