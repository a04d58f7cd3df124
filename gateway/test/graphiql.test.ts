import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type House, startHouse } from './house.ts';

describe('GraphiQL at the root page', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  const load = async (path: string) => {
    const response = await fetch(`${house.url}${path}`);
    return { response, text: await response.text() };
  };

  it('loads everything from the gateway itself', async () => {
    const { response, text } = await load('/');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'self'/);
    expect(text).not.toMatch(/https?:\/\//);
    const files = [...text.matchAll(/(?:href|src)="([^"]+)"|from "([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    expect(files).toContain('/graphiql/ruru.js');
    for (const file of files) expect((await load(file)).response.status).toBe(200);
  });

  it('serves the pieces that its script loads later, workers included', async () => {
    for (const name of ['graphqlWorker.js', 'editorWorker.js', 'jsonWorker.js', 'ruru.css']) {
      const { response, text } = await load(`/graphiql/${name}`);
      expect([name, response.status]).toEqual([name, 200]);
      expect(text.length).toBeGreaterThan(100);
    }
    const { text: styles } = await load('/graphiql/2370.ruru.css');
    for (const [, font] of styles.matchAll(/url\((?!data:)([^)]+)\)/g)) {
      expect([font, (await load(`/graphiql/${font}`)).response.status]).toEqual([font, 200]);
    }
    expect((await load('/graphiql/nothing.js')).response.status).toBe(404);
  });

  it('speaks graphql-transport-ws to this gateway, and has a place for the Authorization header', async () => {
    const { text } = await load('/');
    expect(text).toContain('"subscriptionEndpoint": "/graphql"');
    expect(text).toMatch(/"defaultHeaders": "\{\\n {2}\\"authorization\\"/);
    const { text: script } = await load('/graphiql/ruru.js');
    expect(script).toContain('wsConnectionParams');
  });
});
