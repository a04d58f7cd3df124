import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { signIn } from '../deploy/local/seed.ts';
import { eventually } from './eventually.ts';
import { type House, openHouse } from './house.ts';

jest.setTimeout(240_000);

describe('the platform whose gateway takes its graph from the registry', () => {
  let house: House;
  let key: string;
  beforeAll(async () => {
    house = await openHouse({ SUPERGRAPH_SOURCE: 'registry' });
    const kept = JSON.parse(await readFile(join(house.dataDir, 'keys.json'), 'utf8')) as { registryAdminKey: string };
    key = kept.registryAdminKey;
  });
  afterAll(() => house.close());

  const routers = async () => {
    const query = `{ graph(id: "fiscal") { variant(name: "current") { subgraphs { name }
      routers { clientName isCurrent launch { id } } } } }`;
    const response = await fetch(`${house.urls['schema-registry']}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data: { graph: { variant: Record<string, unknown> } } };
  };
  const answers = () => signIn(house.urls.gateway ?? '', 'admin@norte.example');

  it('answers by the schemas that were published at the start, and is shown in the registry', async () => {
    expect(await answers()).toEqual(expect.any(String));
    await eventually(async () => {
      const { variant } = (await routers()).data.graph;
      expect(variant.routers).toEqual([
        { clientName: 'fiscal-gateway', isCurrent: true, launch: { id: expect.any(String) } },
      ]);
      expect(variant.subgraphs).toHaveLength(5);
    });
  });

  it('answers again when the gateway dies while the registry is down', async () => {
    await house.process('schema-registry').suspend();
    house.process('gateway').kill('SIGKILL');
    await eventually(async () => expect(await answers()).toEqual(expect.any(String)));
    expect(house.lines.some((line) => line.includes('started from the last good launch on disk'))).toBe(true);
    house.process('schema-registry').resume();
  });
});
