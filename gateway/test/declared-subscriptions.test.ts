import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createKafka, ensureTopics } from '@fiscal/kit/events';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'graphql';
import { composeFrom } from '../../supergraph/compose.ts';
import { eventually } from '../../test/eventually.ts';
import { type Events, startEvents } from './events.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';
import { type SubscriptionServer, startSubscriptionServer } from './subscription-server.ts';
import { type Heard, watchByEvents, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const badges = `${link}
  type Query { badges: Int }
  type Subscription { lost: Employee }
  type Employee @key(fields: "id") { id: Int! badge: String }`;
const staff = `${link}
  type Query { staff: [Employee] }
  type Subscription { hired(from: Int!): Employee  promised: Employee }
  type Employee @key(fields: "id") { id: Int! name: String }`;
const edg = `
  type Subscription {
    updated(ids: [Int!]): Employee! @edfs__kafkaSubscribe(topics: ["employeeUpdated"], providerId: "my-kafka")
      @openfed__subscriptionFilter(condition: { IN: { fieldPath: "id", values: ["{{ args.ids }}"] } })
    announced: Employee! @edfs__kafkaSubscribe(topics: ["employeeUpdated"])
  }
  type Employee @key(fields: "id", resolvable: false) { id: Int! @external }`;

/** Values that the subgraph has for whoever subscribed there. */
const hired = { next: [] as (() => void)[] };

async function* hiredFrom(from: number): AsyncGenerator<unknown, void, undefined> {
  const waits: Promise<void>[] = [];
  for (let index = 0; index < 3; index++) waits.push(new Promise((resolve) => hired.next.push(resolve)));
  for (const [index, wait] of waits.entries()) {
    await wait;
    yield { hired: { id: from + index, name: `N${from + index}` } };
  }
}

async function* nothingYet(): AsyncGenerator<never, void, undefined> {
  await new Promise(() => undefined);
}

describe.each(['ws', 'sse'] as const)('subscriptions that others declare, with subgraphs by %s', (protocol) => {
  let folder: string;
  let events: Events;
  let house: House;
  let servers: Record<'staff' | 'badges', SubscriptionServer>;
  let publish: (message: object, headers?: Record<string, string>) => Promise<unknown>;
  let disconnect: () => Promise<void>;
  const watching: Heard[] = [];

  const serve = (sdl: string, resolvers: object) =>
    startSubscriptionServer(buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-declared-'));
    events = await startEvents();
    const kafka = createKafka({ brokers: [events.brokers], clientId: 'declared-test' });
    await ensureTopics(kafka, [{ topic: 'employeeUpdated', partitions: 1 }]);
    const producer = kafka.producer();
    await producer.connect();
    disconnect = () => producer.disconnect();
    publish = (message, headers = {}) =>
      producer.send({ topic: 'employeeUpdated', messages: [{ value: JSON.stringify(message), headers }] });
    servers = {
      badges: await serve(badges, { Employee: { badge: ({ id }: { id: number }) => `B${id}` } }),
      staff: await serve(staff, {
        Subscription: {
          promised: { subscribe: nothingYet },
          hired: { subscribe: (_: unknown, { from }: { from: number }) => hiredFrom(from) },
        },
        Employee: { __resolveReference: ({ id }: { id: number }) => ({ id, name: `N${id}` }) },
      }),
    };
    const sdls = { staff, badges, edg };
    for (const [name, sdl] of Object.entries(sdls)) await writeFile(join(folder, `${name}.graphql`), sdl);
    const lines = [
      `  staff: { routing_url: "${servers.staff.url}", schema: { file: ./staff.graphql } }`,
      `  badges: { routing_url: "${servers.badges.url}", schema: { file: ./badges.graphql } }`,
      '  edg: { schema: { file: ./edg.graphql } }',
    ];
    await writeFile(join(folder, 'rover.yaml'), ['subgraphs:', ...lines].join('\n'));
    const supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, await composeFrom(join(folder, 'rover.yaml')));
    house = await startHouse(
      { KAFKA_BROKERS: events.brokers, SUPERGRAPH_PATH: supergraph },
      `live: { publicFields: [announced], spreadMs: 100 }\ntraffic: { subgraphs: { staff: { subscriptions: { protocol: ${protocol} } } } }`,
    );
  });
  afterEach(async () => {
    hired.next.splice(0);
    for (const each of watching.splice(0)) each.stop();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
  });
  afterAll(async () => {
    await house.stop();
    await disconnect();
    for (const server of Object.values(servers)) await server.stop();
    await events.stop();
    await rm(folder, { recursive: true });
  });

  const watch = async (query: string, token: string, by = watchByWebSocket) => {
    const open = house.openSubscriptions();
    const heard = by(house.url, query, { token });
    watching.push(heard);
    await eventually(() => expect(house.openSubscriptions()).toBe(open + 1));
    return heard;
  };
  const dataOf = (heard: Heard) => heard.results.map(({ data }) => data);
  const employee = (id: number) => ({ __typename: 'Employee', id });

  it('go by messages that are no CloudEvents, to whom they belong', async () => {
    const token = await house.issuer.token();
    const mine = await watch('subscription { updated(ids: [1, 2]) { id name badge } }', token);
    const all = await watch('subscription { updated { id } }', token, watchByEvents);
    const others = await watch('subscription { updated { id } }', await house.issuer.token(person('b', 'tenant-b')));
    const announced = await watch('subscription { announced { id badge } }', token);
    await publish(employee(1), { ce_tenant: 'tenant-a' });
    await publish(employee(3), { ce_tenant: 'tenant-a' });
    await publish(employee(2));
    await publish({ ...employee(2), name: 'not asked of the event' }, { ce_tenant: 'tenant-a' });
    await publish(employee(9), { ce_tenant: 'tenant-b' });
    await eventually(() => {
      expect(dataOf(mine)).toEqual([
        { updated: { id: 1, name: 'N1', badge: 'B1' } },
        { updated: { id: 2, name: 'N2', badge: 'B2' } },
      ]);
      expect(dataOf(all)).toEqual([1, 3, 2].map((id) => ({ updated: { id } })));
      expect(dataOf(others)).toEqual([{ updated: { id: 9 } }]);
      expect(dataOf(announced)).toEqual([{ announced: { id: 2, badge: 'B2' } }]);
    });
  });

  const fire = async () => {
    await eventually(() => expect(hired.next.length).toBeGreaterThan(0));
    hired.next.shift()?.();
  };

  it.each([
    ['a WebSocket', watchByWebSocket],
    ['server-sent events', watchByEvents],
  ])('come from a subgraph, completed by others, to %s', async (_, by) => {
    const heard = await watch(
      'subscription { who: hired(from: 5) { id n: name badge } }',
      await house.issuer.token(),
      by,
    );
    for (let count = 1; count <= 3; count++) {
      await fire();
      await eventually(() => expect(heard.results).toHaveLength(count));
    }
    expect(dataOf(heard)).toEqual([5, 6, 7].map((id) => ({ who: { id, n: `N${id}`, badge: `B${id}` } })));
    expect(await heard.ended).toBe('complete');
    expect(servers.staff.heard.at(-1)?.authorization).toMatch(/^Bearer ey/);
  });

  it('end with an error that names nothing when the subgraph drops them', async () => {
    const heard = await watch('subscription { hired(from: 1) { id } }', await house.issuer.token());
    await eventually(() => expect(hired.next).toHaveLength(3));
    servers.staff.cut();
    expect(await heard.ended).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
  });

  it('end at the subgraph when the client goes', async () => {
    const heard = await watch('subscription { hired(from: 1) { id } }', await house.issuer.token());
    await eventually(() => expect(hired.next).toHaveLength(3));
    heard.stop();
    await eventually(() => expect(servers.staff.openStreams()).toBe(0));
  });

  it('end with the token, and tell so', async () => {
    const token = await house.issuer.token({}, { expiresInSeconds: 2 });
    const heard = await watch('subscription { promised { id } }', token);
    expect(await heard.ended).toMatchObject({ code: 4403 });
  });

  it('are refused where the subgraph takes none', async () => {
    const heard = watchByWebSocket(house.url, 'subscription { lost { id } }', { token: await house.issuer.token() });
    watching.push(heard);
    expect(await heard.ended).toMatchObject([{ extensions: { code: 'SUBSCRIPTION_UNSUPPORTED' } }]);
  });

  it('are refused where they cannot go on from a cursor, or begin with a snapshot', async () => {
    const token = await house.issuer.token();
    for (const [extensions, code] of [
      [{ resumeFrom: 'x' }, 'CURSOR_INVALID'],
      [{ snapshot: true }, 'NO_SNAPSHOT'],
    ] as const) {
      const response = await fetch(`${house.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: 'subscription { promised { id } }', extensions }),
      });
      expect(await response.text()).toContain(code);
    }
  });

  const replace = async (change: (text: string) => string) => {
    const path = join(folder, 'supergraph.graphql');
    await writeFile(`${path}.next`, change(await readFile(path, 'utf8')));
    await rename(`${path}.next`, path);
  };
  const described = async () => {
    const { body } = await house.ask('{ __type(name: "Query") { description } }');
    return (body.data?.__type as { description: string | null } | undefined)?.description;
  };

  it('go on by another graph that asks for the same, and end with one that does not', async () => {
    const heard = await watch('subscription { hired(from: 5) { id badge } }', await house.issuer.token());
    await fire();
    await eventually(() => expect(dataOf(heard)).toEqual([{ hired: { id: 5, badge: 'B5' } }]));
    await replace((text) => text.replace('\ntype Query\n', '\n"the second"\ntype Query\n'));
    await eventually(async () => expect(await described()).toBe('the second'));
    await fire();
    await eventually(() => expect(dataOf(heard)).toHaveLength(2));
    await replace((text) => text.replace(/\n {2}hired\(.*/, '').replace('the second', 'the third'));
    await heard.ended;
    expect(heard.results.at(-1)).toMatchObject({ data: null, errors: [{ extensions: { code: 'GRAPH_CHANGED' } }] });
  });
});
