import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../../test/eventually.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

type Call = { readonly path: string; readonly headers: Record<string, string>; readonly body: string };

/** A receiver of webhooks; it refuses the first call to each path that begins with /moody, and never answers /silent. */
async function startReceiver() {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    const path = request.url ?? '';
    const isFirst = !calls.some((call) => call.path === path);
    calls.push({ path, headers: request.headers as Record<string, string>, body });
    if (path === '/silent') return;
    response.writeHead(path.startsWith('/moody') && isFirst ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    to: (path: string) => calls.filter((call) => call.path === path),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const publish = `mutation ($sdl: String!, $name: String!) { graph(id: "shop") {
  publishSubgraph(name: $name, url: "http://u", revision: "", activePartialSchema: { sdl: $sdl }, graphVariant: "prod") { wasUpdated }
} }`;
const create = `mutation ($url: String!, $format: WebhookFormat!, $kinds: [String!]!) { graph(id: "shop") {
  createWebhook(url: $url, format: $format, kinds: $kinds) { secret webhook { id kinds } }
} }`;
type Created = { graph: { createWebhook: { secret: string; webhook: { id: string; kinds: string[] } } } };

describe('webhooks', () => {
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let house: RegistryHouse;
  const createOne = async (path: string, format = 'STANDARD', kinds: readonly string[] = []) => {
    const { data } = await house.ask(create, { url: `http://${receiver.host}${path}`, format, kinds });
    return (data as Created).graph.createWebhook;
  };
  const launch = (fields: string, name = 'users') => house.ask(publish, { name, sdl: `type Query { ${fields} }` });

  beforeAll(async () => {
    receiver = await startReceiver();
    house = await startRegistryHouse({ WEBHOOK_ALLOW: receiver.host });
    await launch('a: Int');
  });
  afterAll(async () => {
    // The silent one would be waited for.
    await receiver.stop();
    await house.stop();
  });

  it('tell of launches in a way that the receiver can verify', async () => {
    const { secret } = await createOne('/launches');
    await launch('a: Int b: Int');
    await eventually(() => expect(receiver.to('/launches')).toHaveLength(1));
    const [{ body = '', headers = {} } = {}] = receiver.to('/launches');
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'launch.succeeded',
      data: { graph: 'shop', variant: 'prod', number: 2, url: expect.stringContaining(`${house.url}/graph/shop/`) },
    });
  });

  it('tell only what was asked for, and Slack in its own words', async () => {
    const { webhook } = await createOne('/slack', 'SLACK', ['launch.failed']);
    expect(webhook.kinds).toEqual(['launch.failed']);
    await launch('a: Int c: Int');
    await launch('a: String', 'another');
    await eventually(() => expect(receiver.to('/slack')).toHaveLength(1));
    expect(JSON.parse(receiver.to('/slack')[0]?.body ?? '')).toEqual({
      text: expect.stringMatching(/^Launch 4 of shop@prod \(publish by admin\) failed: .*\|Open>$/),
    });
  });

  it('are told again, by the same id, what they did not take', async () => {
    await launch('other: Int', 'another');
    await createOne('/moody', 'STANDARD', ['launch.succeeded']);
    await launch('a: Int d: Int');
    await eventually(() => expect(receiver.to('/moody')).toHaveLength(2));
    expect(new Set(receiver.to('/moody').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('wait for no receiver but their own', async () => {
    await createOne('/silent', 'STANDARD', ['launch.succeeded']);
    await createOne('/quick', 'STANDARD', ['launch.succeeded']);
    await house.look((db) =>
      // As if many had waited for the silent one.
      db.query(`insert into notice (id, webhook_id, message, created_at, due_at)
        select gen_random_uuid(), id, '{}', now() - interval '1 day', now() - interval '1 day'
        from webhook, generate_series(1, 60) where url like '%/silent'`),
    );
    await launch('a: Int f: Int');
    await eventually(() => expect(receiver.to('/quick')).toHaveLength(1));
    expect(receiver.to('/silent').length).toBeLessThanOrEqual(2);
  });

  it('may not lead into the house, and are for who manages the graph', async () => {
    const refused = await house.ask(create, { url: 'file:///etc/passwd', format: 'STANDARD', kinds: [] });
    expect(refused.errors?.[0]?.extensions.code).toBe('WEBHOOK_URL_INVALID');
    const { data } = await house.ask('{ graph(id: "shop") { webhooks { url } } }', {}, { key: null });
    expect(data).toEqual({ graph: null });
    await house.ask(create, { url: 'http://169.254.1.1/', format: 'STANDARD', kinds: [] });
    await launch('a: Int e: Int');
    await eventually(async () => {
      const answer = await house.ask('{ graph(id: "shop") { webhooks { url lastError } } }');
      const { webhooks } = (answer.data as { graph: { webhooks: { url: string; lastError: string | null }[] } }).graph;
      expect(webhooks.find(({ url }) => url.includes('169.254'))?.lastError).toBe('only https is called');
    });
  });
});
