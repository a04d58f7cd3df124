import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';
import { runRover } from './rover.ts';

const users = 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! }\n';

describe('rover', () => {
  let house: RegistryHouse;
  const rover = (args: readonly string[], input = '') => runRover({ url: house.url, key: house.adminKey }, args, input);
  const publish = [
    'subgraph',
    'publish',
    'shop@current',
    '--name',
    'users',
    '--routing-url',
    'http://u',
    '--schema',
    '-',
  ];

  beforeAll(async () => {
    house = await startRegistryHouse();
  });
  afterAll(() => house.stop());

  it('publishes the first subgraph of a graph that is made by that', async () => {
    const { code, stderr } = await rover(publish, users);
    expect(code).toBe(0);
    expect(stderr).toContain("A new subgraph called 'users' was created in 'shop@current'");
    expect(stderr).toContain('Launch 1 of shop@current is served');
  });

  it('changes nothing by publishing the same again', async () => {
    const { code, stderr } = await rover(publish, users);
    expect(code).toBe(0);
    expect(stderr).toContain('was NOT updated because no changes were detected');
  });

  it('lists and fetches what is published, and the supergraph', async () => {
    expect((await rover(['subgraph', 'list', 'shop@current'])).stdout).toContain('http://u');
    expect((await rover(['subgraph', 'fetch', 'shop@current', '--name', 'users'])).stdout.trim()).toBe(users.trim());
    expect((await rover(['supergraph', 'fetch', 'shop@current'])).stdout).toContain('@join__graph(name: "users"');
  });
});
