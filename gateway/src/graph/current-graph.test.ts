import { describe, expect, it } from '@jest/globals';
import type { ReadOutcome, SubgraphEntry } from '../compiler/contract.ts';
import type { RemoteCompiler } from '../documents/compiler-pool.ts';
import { createClients } from './clients.ts';
import { type CurrentGraph, openGraph } from './current-graph.ts';

const executable = `return {
  coerce: () => ({ variables: {} }), rootArguments: () => ({}), estimate: () => 0, introspects: 'never',
  fetchAll: async () => ({}), write: () => '{}',
};`;

/** Supergraphs whose text is a list of subgraphs' names; one that begins with `bad` is none. */
function setUp() {
  const seen = { running: 0, clients: new Set<string>(), made: 0, compiled: [] as string[] };
  const startCompiler = async (sdl: string): Promise<RemoteCompiler> => {
    if (sdl.startsWith('bad')) throw new Error('no supergraph');
    seen.running += 1;
    const facts = { type: 'query', name: undefined, rules: [], labels: [], subscriptionField: undefined } as const;
    return {
      apiSdl: sdl,
      liveFields: [],
      subgraphs: sdl.split(' ').map((name) => ({ name, url: `http://${name}` })),
      read: async ({ text }): Promise<ReadOutcome> =>
        text.includes(sdl) || text === 'all'
          ? { facts: { ...facts, introspects: false, maxAgeSeconds: 0 } }
          : { faults: [] },
      compile: async ({ text }) => {
        seen.compiled.push(`${sdl}: ${text}`);
        return { source: executable };
      },
      introspect: async () => ({}),
      stop: async () => {
        seen.running -= 1;
      },
    };
  };
  const create = ({ name }: SubgraphEntry) => {
    if (name === 'unreachable') throw new Error('no address');
    seen.clients.add(name);
    seen.made += 1;
    return {
      send: async () => ({}),
      stop: async () => void seen.clients.delete(name),
    };
  };
  const open = (sdl: string): Promise<CurrentGraph> => openGraph(sdl, startCompiler, createClients(create), true);
  return { seen, open };
}

describe('the current graph', () => {
  it('is swapped whole, and closed when the last who is on it has left', async () => {
    const { seen, open } = setUp();
    const graphs = await open('a b');
    const old = graphs.get();
    old.enter();
    old.enter();
    expect(await graphs.reload('a c')).toBe('current');
    expect([graphs.get().apiSdl, old.apiSdl]).toEqual(['a c', 'a b']);
    expect([seen.running, [...seen.clients]]).toEqual([2, ['a', 'b', 'c']]);
    old.leave();
    expect(seen.running).toBe(2);
    old.leave();
    await graphs.stop();
    expect([seen.running, seen.clients.size, seen.made]).toEqual([0, 0, 3]);
  });

  it('keeps the client of a subgraph that is in both', async () => {
    const { seen, open } = setUp();
    const graphs = await open('a b');
    for (const sdl of ['a c', 'a d', 'a']) await graphs.reload(sdl);
    expect([[...seen.clients], seen.made, seen.running]).toEqual([['a'], 4, 1]);
    await graphs.stop();
  });

  it('stays when the next one is unfit or the same', async () => {
    const { seen, open } = setUp();
    const graphs = await open('a');
    const graph = graphs.get();
    expect(await graphs.reload('bad')).toBe('refused');
    expect(await graphs.reload('a')).toBe('same');
    expect([graphs.get(), seen.running]).toEqual([graph, 1]);
    expect(await graphs.reload('b')).toBe('current');
    await expect(open('bad')).rejects.toThrow('no supergraph');
    expect(await graphs.reload('b unreachable')).toBe('refused');
    expect([graphs.get().apiSdl, [...seen.clients], seen.running]).toEqual(['b', ['b'], 1]);
    await graphs.stop();
  });

  it('is the last of those that come at once', async () => {
    const { seen, open } = setUp();
    const graphs = await open('a');
    const outcomes = await Promise.all(['b', 'bad', 'c', 'd'].map((sdl) => graphs.reload(sdl)));
    expect(outcomes).toEqual(['overtaken', 'overtaken', 'overtaken', 'current']);
    expect([graphs.get().apiSdl, seen.running]).toEqual(['d', 1]);
    await graphs.stop();
    expect(seen.running).toBe(0);
  });

  it('has compiled what was asked lately before anybody asks it, as far as it can', async () => {
    const { seen, open } = setUp();
    const graphs = await open('a');
    for (const text of ['all', 'only a']) {
      const found = await graphs.get().documents.find(text, undefined);
      if ('facts' in found) await found.prepare({ granted: [], labels: [] });
    }
    seen.compiled.length = 0;
    expect(await graphs.reload('b')).toBe('current');
    expect(seen.compiled).toEqual(['b: all']);
    const found = graphs.get().documents.find('all', undefined);
    expect('facts' in found && !(found.prepare({ granted: [], labels: [] }) instanceof Promise)).toBe(true);
    await graphs.stop();
  });

  it('does not become another one while it stops', async () => {
    const { seen, open } = setUp();
    const graphs = await open('a');
    const reloaded = graphs.reload('b');
    await graphs.stop();
    expect(await reloaded).toBe('same');
    expect(await graphs.reload('c')).toBe('same');
    expect([seen.running, seen.clients.size]).toEqual([0, 0]);
  });
});
