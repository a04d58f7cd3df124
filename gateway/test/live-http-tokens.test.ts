import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventSource } from 'eventsource';
import { createClient } from 'graphql-sse';
import { eventually } from '../../test/eventually.ts';
import { type Events, startEvents } from './events.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';

const query = 'subscription { invoiceStatusChanged { id } }';

describe('tokens of live streams over HTTP', () => {
  let events: Events;
  let house: House;
  beforeAll(async () => {
    events = await startEvents();
    house = await startHouse({ KAFKA_BROKERS: events.brokers });
  });
  afterAll(async () => {
    await house.stop();
    await events.stop();
  });

  const bearer = async (expiresInSeconds = 900, userId = 'user-a') => ({
    authorization: `Bearer ${await house.issuer.token(person(userId, 'tenant-a'), { expiresInSeconds })}`,
  });
  const renew = (id: string, headers: Record<string, string>) =>
    fetch(`${house.url}/graphql/streams/${id}/token`, { method: 'POST', headers });

  it('are renewed while a stream is open, which outlives the first of them', async () => {
    const firstEndsAt = Date.now() + 3_000;
    const stream = await fetch(`${house.url}/graphql?${new URLSearchParams({ query })}`, {
      headers: { ...(await bearer(3)), accept: 'text/event-stream' },
    });
    let heard = '';
    const decoder = new TextDecoder();
    const read = stream.body?.pipeTo(
      new WritableStream({
        write(bytes) {
          heard += decoder.decode(bytes, { stream: true });
        },
      }),
    );
    const id = stream.headers.get('x-stream-id') ?? '';
    expect((await renew(id, await bearer(900, 'user-b'))).status).toBe(403);
    const renewed = await renew(id, await bearer());
    expect(renewed.status).toBe(200);
    const { expiresAt } = (await renewed.json()) as { expiresAt: number };
    expect(expiresAt).toBeGreaterThan(firstEndsAt + 60_000);
    await eventually(() => expect(Date.now()).toBeGreaterThan(firstEndsAt + 1_000));
    await events.changed('tenant-a', 'after', 'ARCHIVED', 1);
    await eventually(() => expect(heard).toContain('"after"'));
    expect(heard).toContain('event: expiring\ndata: {"expiresAt":');
    expect(heard).not.toContain('UNAUTHENTICATED');
    await house.stop();
    await read;
    expect(heard).toMatch(/retry: \d+\nid: \S+\nevent: next\ndata: .*GATEWAY_DRAINING/);
    house = await startHouse({ KAFKA_BROKERS: events.brokers });
  });

  it('go into tickets for an EventSource', async () => {
    const response = await fetch(`${house.url}/graphql/tickets`, {
      method: 'POST',
      headers: { ...(await bearer()), 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { ticket } = (await response.json()) as { ticket: string };
    const source = new EventSource(`${house.url}/graphql?${new URLSearchParams({ query, ticket })}`);
    const heard: string[] = [];
    source.addEventListener('next', ({ data }) => heard.push(data));
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
    await events.changed('tenant-a', 'by ticket', 'ARCHIVED', 1);
    await eventually(() => expect(heard.join()).toContain('"by ticket"'));
    source.close();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
  });

  it('let in to streams that operations share', async () => {
    const client = createClient({ url: `${house.url}/graphql`, singleConnection: true, headers: await bearer() });
    const heard: unknown[] = [];
    const stop = client.subscribe(
      { query },
      { next: (each) => heard.push(each.data), error: () => undefined, complete: () => undefined },
    );
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
    await events.changed('tenant-a', 'shared', 'ARCHIVED', 1);
    await eventually(() => expect(heard).toEqual([{ invoiceStatusChanged: { id: 'shared' } }]));
    stop();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
    client.dispose();
  });
});
