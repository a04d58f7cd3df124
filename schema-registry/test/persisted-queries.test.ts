import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';
import { runRover } from './rover.ts';
import { postUplink, routerQueries } from './uplink-client.ts';

jest.setTimeout(120_000);

const ref = 'shop@current';
const operation = (id: string, body: string, name = id) => ({ id, name, type: 'query', body });

type Chunk = { readonly id: string; readonly urls: readonly string[] };

describe('persisted queries', () => {
  let house: RegistryHouse;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'persisted-'));
    house = await startRegistryHouse();
    const sdl = 'type Query { me: String }';
    const subgraph = ['--name', 'users', '--routing-url', 'http://u', '--schema', '-'];
    expect(await rover(['subgraph', 'publish', ref, ...subgraph], sdl)).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true });
  });

  const rover = (args: readonly string[], input = '') => runRover({ url: house.url, key: house.adminKey }, args, input);
  const publish = async (...operations: readonly object[]) => {
    const file = join(folder, 'manifest.json');
    const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
    await writeFile(file, JSON.stringify(manifest));
    return rover(['persisted-queries', 'publish', ref, '--manifest', file]);
  };
  const poll = async (ifAfterId?: string) => {
    const variables = { apiKey: house.adminKey, graph_ref: ref, ifAfterId };
    const { body } = await postUplink(house.url, { query: routerQueries.manifest, variables });
    const [answer] = Object.values(body.data ?? {});
    return answer as unknown as { __typename: string; id: string; chunks: readonly Chunk[] | null };
  };
  const fetchAll = async (chunks: readonly Chunk[] | null) => {
    const manifests = (chunks ?? []).map(async ({ urls: [url = ''] }) => {
      const response = await fetch(url);
      expect(response.headers.get('cache-control')).toContain('immutable');
      return (await response.json()) as { operations: readonly { id: string }[] };
    });
    return (await Promise.all(manifests)).flatMap(({ operations }) => operations);
  };

  it('are none while no list is linked to the variant', async () => {
    expect(await poll()).toMatchObject({ __typename: 'PersistedQueriesResult', chunks: null });
    const { code, stderr } = await publish(operation('a', '{ me }'));
    expect(code).toBe(1);
    expect(stderr).toContain('persisted query list');
  });

  it('are published by rover and fetched by routers', async () => {
    const created = await house.ask(
      'mutation { graph(id: "shop") { createPersistedQueryList(name: "web") { id revision } } }',
    );
    expect(created.errors).toBeUndefined();
    const { id } = (created.data as { graph: { createPersistedQueryList: { id: string } } }).graph
      .createPersistedQueryList;
    const linked = await house.ask(
      `mutation ($id: ID) { graph(id: "shop") { variant(name: "current") { linkPersistedQueryList(listId: $id) {
        persistedQueryList { name operationCount variants } } } } }`,
      { id },
    );
    expect(linked).toEqual({
      data: {
        graph: {
          variant: {
            linkPersistedQueryList: {
              persistedQueryList: { name: 'web', operationCount: 0, variants: ['current'] },
            },
          },
        },
      },
    });
    const before = await eventually(async () => {
      const answer = await poll();
      expect(answer.chunks).toEqual([]);
      return answer;
    });
    const { code, stdout } = await publish(operation('a', 'query A { me }'), operation('b', 'query B { me }'));
    expect([code, stdout]).toEqual([0, expect.stringContaining('2 operations')]);
    const after = await eventually(async () => {
      const answer = await poll(before.id);
      expect(answer.__typename).toBe('PersistedQueriesResult');
      return answer;
    });
    expect(await fetchAll(after.chunks)).toEqual([operation('a', 'query A { me }'), operation('b', 'query B { me }')]);
    expect(await poll(after.id)).toMatchObject({ __typename: 'Unchanged' });
  });

  it('are added to what is there, which never changes its body', async () => {
    expect(await publish(operation('c', 'query C { me }'))).toMatchObject({ code: 0 });
    const conflict = await publish(operation('d', 'query D { me }'), operation('a', 'query A { __typename }'));
    expect(conflict.code).toBe(1);
    expect(conflict.stderr).toContain('operation a has another body already');
    await eventually(async () => {
      const ids = (await fetchAll((await poll()).chunks)).map(({ id }) => id);
      expect(ids).toEqual(['a', 'b', 'c']);
    });
    const again = await publish(operation('c', 'query C { me }'));
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/unchanged|no changes|identical/i)]);
  });

  it('refuse what is no GraphQL, and publish nothing of it', async () => {
    const { code, stderr } = await publish(operation('e', 'query E { me }'), operation('f', 'query {'));
    expect([code, stderr]).toEqual([1, expect.stringContaining('operation f')]);
    expect((await fetchAll((await poll()).chunks)).map(({ id }) => id)).not.toContain('e');
  });

  it('are nothing that other texts can be fetched by', async () => {
    const { rows } = await house.look((db) => db.query<{ hash: string }>('select sdl_hash as hash from subgraph'));
    for (const name of [rows[0]?.hash, 'x', '']) {
      expect((await fetch(`${house.url}/persisted-queries/${name}`)).status).toBe(404);
    }
  });
});
