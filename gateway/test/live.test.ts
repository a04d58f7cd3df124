import { once } from 'node:events';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EventSource } from 'eventsource';
import { WebSocket } from 'ws';
import { eventually } from '../../test/eventually.ts';
import { startHouse } from './house.ts';
import { person } from './issuer.ts';
import { invoiceRow, openLiveHouse } from './live-house.ts';
import {
  askByWebSocket,
  type Heard,
  type WatchOptions,
  watchByEvents,
  watchByWebSocket,
  webSocketClient,
} from './watch.ts';

jest.setTimeout(120_000);

const changes = 'subscription { invoiceStatusChanged { id status version } }';

describe('live', () => {
  const live = openLiveHouse(() => ({ RATE_LIMIT_FREE: '3' }));
  let token: string;
  beforeAll(async () => {
    token = await live.house.issuer.token();
    live.house.ledger.invoices.get('tenant-a')?.set('i-2', { ...invoiceRow, id: 'i-2' });
  });

  const transports = [
    ['a WebSocket', watchByWebSocket],
    ['server-sent events', watchByEvents],
  ] as const;

  const watch = (by: typeof watchByWebSocket, query: string, options: WatchOptions) =>
    live.watchTaken(query, options, by);
  const dataOf = (heard: Heard) => heard.results.map(({ data }) => data);

  for (const [name, by] of transports) {
    describe(`by ${name}`, () => {
      it("gives the event's own fields, and the rest of the selection through the graph", async () => {
        const heard = await watch(
          by,
          `subscription($issuer: RFC) {
            change: invoiceStatusChanged(issuer: $issuer, status: [VALIDATED]) {
              __typename id state: status version total issuer { stats { archived } } notifications { title }
            }
          }`,
          { token, variables: { issuer: 'EKU9003173C9' } },
        );
        await live.events.changed('tenant-a', 'i-1', 'VALIDATED', 3);
        await eventually(() => expect(heard.results).toHaveLength(1));
        expect(heard.results[0]).toEqual({
          data: {
            change: {
              __typename: 'Invoice',
              id: 'i-1',
              state: 'VALIDATED',
              version: 3,
              total: '116.00',
              issuer: { stats: { archived: 7 } },
              notifications: [{ title: 'About i-1' }],
            },
          },
          extensions: { cursor: expect.any(String) },
        });
      });

      it('gives every change of an invoice in order, and none twice', async () => {
        const heard = await watch(by, 'subscription { invoiceStatusChanged { id version total } }', { token });
        for (let version = 1; version <= 30; version++) {
          await live.events.changed('tenant-a', 'i-1', 'PROCESSING', version);
          await live.events.changed('tenant-a', 'i-2', 'PROCESSING', version);
        }
        await eventually(() => expect(heard.results).toHaveLength(60));
        for (const id of ['i-1', 'i-2']) {
          const versions = dataOf(heard)
            .map((data) => data?.invoiceStatusChanged as { id: string; version: number })
            .filter((change) => change.id === id)
            .map(({ version }) => version);
          expect(versions).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
        }
      });

      it('gives nothing of another tenant, and only what was asked for', async () => {
        const stranger = await live.house.issuer.token(person('user-b', 'tenant-b'));
        const own = await watch(by, changes, { token });
        const others = await watch(by, changes, { token: stranger });
        const archived = await watch(by, 'subscription { invoiceStatusChanged(status: [ARCHIVED]) { id } }', { token });
        const ofIssuer = await watch(by, 'subscription { invoiceStatusChanged(issuer: "XAXX010101000") { id } }', {
          token,
        });
        await live.events.changed('tenant-b', 'secret', 'ARCHIVED', 1);
        await live.events.malformed('tenant-a');
        await live.events.changed('tenant-a', 'i-1', 'PENDING', 1, 'XAXX010101000');
        await live.events.changed('tenant-a', 'i-2', 'ARCHIVED', 2);
        // What nobody can read may have concerned all of the tenant: they are told.
        const gap = null;
        await eventually(() => {
          expect(dataOf(own).map((data) => data?.invoiceStatusChanged)).toEqual([
            undefined,
            { id: 'i-1', status: 'PENDING', version: 1 },
            { id: 'i-2', status: 'ARCHIVED', version: 2 },
          ]);
          expect(dataOf(others)).toEqual([{ invoiceStatusChanged: { id: 'secret', status: 'ARCHIVED', version: 1 } }]);
          expect(dataOf(archived)).toEqual([gap, { invoiceStatusChanged: { id: 'i-2' } }]);
          expect(dataOf(ofIssuer)).toEqual([gap, { invoiceStatusChanged: { id: 'i-1' } }]);
        });
        expect(own.results.flatMap(({ errors = [] }) => errors)).toMatchObject([
          { extensions: { code: 'EVENTS_GAP', reason: 'UNREADABLE', count: 1 } },
        ]);
      });

      it('gives notifications to the one user they are for', async () => {
        const query = 'subscription { notificationReceived { id title } }';
        const colleague = await live.house.issuer.token(person('user-c', 'tenant-a'));
        const mine = await watch(by, query, { token });
        const theirs = await watch(by, query, { token: colleague });
        await live.events.notified('tenant-a', 'user-c', 'n-2');
        await live.events.notified('tenant-b', 'user-a', 'n-3');
        await live.events.notified('tenant-a', 'user-a', 'n-1');
        await eventually(() => {
          expect(dataOf(mine)).toEqual([{ notificationReceived: { id: 'n-1', title: 'Note n-1' } }]);
          expect(dataOf(theirs)).toEqual([{ notificationReceived: { id: 'n-2', title: 'Note n-2' } }]);
        });
      });

      it('answers queries and mutations too', async () => {
        const heard = by(live.house.url, '{ unreadNotificationCount }', { token });
        expect(await heard.ended).toBe('complete');
        expect(heard.results).toEqual([{ data: { unreadNotificationCount: 3 } }]);
        const changed = by(live.house.url, 'mutation { logout }', { token });
        expect(await changed.ended).toBe('complete');
        expect(changed.results).toEqual([{ data: { logout: true } }]);
      });

      it('forgets a client that leaves', async () => {
        const before = live.house.openSubscriptions();
        const heard = await watch(by, changes, { token });
        heard.stop();
        await eventually(() => expect(live.house.openSubscriptions()).toBe(before));
      });
    });
  }

  describe('by a WebSocket', () => {
    it('refuses a subscription of nobody, and one that is not valid, with an error message', async () => {
      const nobody = watchByWebSocket(live.house.url, changes);
      expect(await nobody.ended).toEqual([{ message: 'sign in first', extensions: { code: 'UNAUTHENTICATED' } }]);
      const invalid = watchByWebSocket(live.house.url, 'subscription { nope }', { token });
      expect(await invalid.ended).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    });

    it('closes with 4403 when the token is not good', async () => {
      const heard = watchByWebSocket(live.house.url, changes, { token: 'garbage' });
      expect(await heard.ended).toMatchObject({ code: 4403, reason: 'Forbidden' });
    });

    it('closes with 4403 when the token is no text', async () => {
      const socket = new WebSocket(`${live.house.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      const init = JSON.stringify({ type: 'connection_init', payload: { authorization: { toString: 1 } } });
      socket.once('open', () => socket.send(init));
      expect((await once(socket, 'close'))[0]).toBe(4403);
    });

    it('closes with 4403 when the token ends', async () => {
      const brief = await live.house.issuer.token({}, { expiresInSeconds: 2 });
      const heard = watchByWebSocket(live.house.url, changes, { token: brief });
      expect(await heard.ended).toMatchObject({ code: 4403, reason: 'Forbidden' });
      expect(heard.results).toEqual([]);
    });

    it('holds operations to the same limits as over HTTP', async () => {
      const client = webSocketClient(live.house.url, await live.house.issuer.token(person('u', 'tenant-free', 'free')));
      for (let index = 0; index < 3; index++) {
        expect(await askByWebSocket(client, '{ __typename }')).toEqual({ data: { __typename: 'Query' } });
      }
      await expect(askByWebSocket(client, '{ __typename }')).rejects.toMatchObject([
        { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) } },
      ]);
      await client.dispose();
    });
  });

  describe('by server-sent events', () => {
    it('tells what is wrong with an operation in the stream, as the protocol has it', async () => {
      const nobody = watchByEvents(live.house.url, changes);
      expect(await nobody.ended).toBe('complete');
      expect(nobody.results).toEqual([
        { errors: [{ message: 'sign in first', extensions: { code: 'UNAUTHENTICATED' } }] },
      ]);
      const invalid = watchByEvents(live.house.url, 'subscription { nope }', { token });
      expect(await invalid.ended).toBe('complete');
      expect(invalid.results[0]?.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    });

    it('refuses a bad token with 401 before any stream', async () => {
      const headers = { accept: 'text/event-stream', authorization: 'Bearer garbage' };
      const response = await fetch(`${live.house.url}/graphql?${new URLSearchParams({ query: changes })}`, { headers });
      expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/json; charset=utf-8']);
    });

    it('says that the token has ended, and completes', async () => {
      const brief = await live.house.issuer.token({}, { expiresInSeconds: 2 });
      const heard = watchByEvents(live.house.url, changes, { token: brief });
      expect(await heard.ended).toBe('complete');
      expect(heard.results.at(-1)?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    });

    it('serves an EventSource', async () => {
      const source = new EventSource(`${live.house.url}/graphql?${new URLSearchParams({ query: changes })}`, {
        fetch: (input, init) =>
          fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
      });
      const heard: unknown[] = [];
      source.addEventListener('next', ({ data }) => heard.push(JSON.parse(data)));
      await eventually(() => expect(live.house.openSubscriptions()).toBe(1));
      await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', 5);
      await eventually(() =>
        expect(heard).toMatchObject([
          { data: { invoiceStatusChanged: { id: 'i-1', status: 'ARCHIVED', version: 5 } } },
        ]),
      );
      source.close();
    });
  });
});

describe('live, without Kafka', () => {
  it('refuses a subscription while events do not flow, instead of staying silent', async () => {
    const house = await startHouse();
    const heard = watchByWebSocket(house.url, changes, { token: await house.issuer.token() });
    expect(await heard.ended).toMatchObject([{ extensions: { code: 'EVENTS_UNAVAILABLE' } }]);
    await house.stop();
  });
});
