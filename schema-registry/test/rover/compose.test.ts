import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { publishAll } from '../publish.ts';
import { type RegistryHouse, startRegistryHouse } from '../registry-house.ts';
import { createRover } from './commands.ts';
import { houseConfig, readHouse } from './house-schemas.ts';

jest.setTimeout(120_000);

const ref = 'fiscal@current';
const composed = fileURLToPath(new URL('../../../supergraph/supergraph.graphql', import.meta.url));

let house: RegistryHouse;

beforeAll(async () => {
  house = await startRegistryHouse();
  expect((await publishAll(house, ref, await readHouse())).launch).toMatchObject({ status: 'succeeded' });
});
afterAll(() => house.stop());

it('rover composes the house with the plugin of the registry, from files or from the registry, with no other host', async () => {
  const offline = createRover(
    { url: house.url, key: house.adminKey },
    {
      APOLLO_ROVER_DOWNLOAD_HOST: house.url,
      APOLLO_ELV2_LICENSE: 'accept',
      APOLLO_ROVER_SKIP_UPDATE: undefined,
      // Whoever asks a host of a vendor gets no further than here.
      HTTPS_PROXY: 'http://127.0.0.1:9',
    },
  );
  const compose = 'supergraph compose --skip-update-check';
  const [files, registry] = await Promise.all([
    offline.both(`${compose} --config ${houseConfig}`),
    offline.json(`${compose} --graph-ref ${ref}`),
  ]);
  expect([files.codes, registry.code]).toEqual([[0, 0], 0]);
  const committed = await readFile(composed, 'utf8');
  expect(files.told).toContain(committed.trim());
  expect(files.json.data.core_schema).toBe(committed);
  expect(registry.data.core_schema).toContain('enum join__Graph');
});
