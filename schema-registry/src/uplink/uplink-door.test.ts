import { httpPart } from '@fiscal/kit';
import { afterEach, expect, it } from '@jest/globals';
import { postUplink, routerQueries } from '../../test/uplink-client.ts';
import { fetchErrors } from '../domain/uplink-answer.ts';
import { createUplinkDoor } from './uplink-door.ts';

let stop = async () => {};

afterEach(() => stop());

it('knows the text of a router that was let in, however many others come with keys that are none', async () => {
  let rendered = 0;
  const unchanged = {
    __typename: 'Unchanged',
    minDelaySeconds: 10,
    get id() {
      rendered += 1;
      return 'launch';
    },
  };
  const handler = createUplinkDoor(async ({ apiKey }) =>
    apiKey === 'good' ? unchanged : fetchErrors.AUTHENTICATION_FAILED,
  );
  const door = httpPart({ name: 'door', host: '127.0.0.1', port: 0, handler });
  await door.start();
  stop = door.stop;
  const poll = async (apiKey: string, query: string) =>
    (await postUplink(door.url(), { query, variables: { apiKey, ref: 'shop@current' } })).body.data;
  const expected = { routerConfig: { __typename: 'Unchanged', id: 'launch', minDelaySeconds: 10 } };
  expect(await poll('good', routerQueries.signed)).toEqual(expected);
  for (let count = 0; count < 100; count++) {
    expect(await poll('forged', `# ${count}\n${routerQueries.signed}`)).toMatchObject({
      routerConfig: { code: 'AUTHENTICATION_FAILED' },
    });
  }
  expect(await poll('good', routerQueries.signed)).toEqual(expected);
  expect(rendered).toBe(1);
});
