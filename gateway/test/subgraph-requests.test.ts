import { readFileSync } from 'node:fs';
import { createServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createVerifyToken } from '@fiscal/kit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OnCall } from '../src/traffic/call-span.ts';
import type { SubgraphSettings } from '../src/traffic/options.ts';
import {
  bodyOf,
  callOf,
  clientOf,
  gatewayJwks,
  json,
  mutation,
  type OddSubgraph,
  query,
  socketOf,
  startOddSubgraph,
  userOf,
} from './odd-subgraph.ts';

const good = json({ data: { a: 1 } });
const plenty = 10_000;

describe('a request to a subgraph', () => {
  let odd: OddSubgraph;
  beforeEach(async () => {
    odd = await startOddSubgraph(good);
  });
  afterEach(() => odd.stop());

  const headersOf = async (settings: SubgraphSettings, clientHeaders: Record<string, string>) => {
    const client = await clientOf(odd.url, settings);
    await client.send(query, callOf(plenty, { clientHeaders }));
    await client.stop();
    return odd.heard[0]?.headers ?? {};
  };

  it('is what was given, to the whole URL, with a token that says who asks', async () => {
    let body = '';
    odd.behave = async (request, response) => {
      body = await bodyOf(request);
      good(request, response);
    };
    const headers = await headersOf({}, {});
    expect(body).toBe(query.body);
    expect(odd.heard[0]?.url).toBe('/graphql?v=1');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-correlation-id': 'c-1' });
    const verify = createVerifyToken('hidden', gatewayJwks);
    expect(await verify(headers.authorization?.replace('Bearer ', ''))).toEqual(userOf('ana'));
  });

  it('carries of the client’s headers what the rules name, and never who the client says it is', async () => {
    const client = {
      'accept-language': 'es',
      'x-request-source': 'web',
      'x-kept': 'back',
      'x-unlisted': 'no',
      authorization: 'Bearer client',
      cookie: 'a=b',
      'x-user-id': 'root',
      host: 'evil',
      connection: 'close',
      'content-length': '1',
      'transfer-encoding': 'chunked',
    };
    const propagate = [...Object.keys(client).filter((name) => name !== 'x-unlisted' && name !== 'cookie')];
    const headers = await headersOf(
      {
        headers: {
          propagate: [
            ...propagate,
            { name: 'accept-language', as: 'X-Language' },
            { name: 'cookie', as: 'authorization' },
          ],
          insert: { 'X-Api-Key': 'k', authorization: 'Bearer fixed', 'x-bad': 'a\r\nb: c' },
          remove: ['X-Kept'],
        },
      },
      client,
    );
    expect(headers).toMatchObject({
      'accept-language': 'es',
      'x-language': 'es',
      'x-request-source': 'web',
      'x-api-key': 'k',
    });
    for (const name of ['x-kept', 'x-unlisted', 'cookie', 'x-user-id', 'x-bad', 'b', 'transfer-encoding'])
      expect(headers).not.toHaveProperty(name);
    expect(headers.host).toBe(odd.url.host);
    expect(headers.authorization).toMatch(/^Bearer ey/);
    expect(headers['content-length']).toBe(String(query.body.length));
  });

  it('is told to those who trace it, once an attempt, and takes their headers along', async () => {
    let failures = 1;
    odd.behave = (request, response) => (failures-- > 0 ? socketOf(response).destroy() : good(request, response));
    const told: unknown[] = [];
    const onCall: OnCall = (subgraph, { type }, { correlationId }, again) => {
      told.push([subgraph, type, correlationId, again]);
      return {
        headers: ['traceparent', `00-${told.length}`],
        end: ({ status, code }) => void told.push([status, code]),
      };
    };
    const client = await clientOf(odd.url, {}, onCall);
    await client.send(query, callOf(plenty));
    await client.stop();
    expect(told).toEqual([
      ['hidden', 'query', 'c-1', false],
      [0, 'SUBGRAPH_UNAVAILABLE'],
      ['hidden', 'query', 'c-1', true],
      [200, undefined],
    ]);
    expect(odd.heard.map(({ headers }) => headers.traceparent)).toEqual(['00-1', '00-3']);
  });

  it('shares a connection with others where that was asked for, but a mutation never does', async () => {
    const client = await clientOf(odd.url, { connections: 1, pipelining: 8 });
    odd.behave = (request, response) => void setTimeout(() => good(request, response), 20);
    const calls = [...Array.from({ length: 8 }, () => query), mutation];
    await Promise.all(calls.map((request) => client.send(request, callOf(plenty))));
    const ports = odd.heard.map(({ socket }) => socket.remotePort);
    expect(new Set(ports).size).toBeLessThanOrEqual(2);
    expect(odd.heard).toHaveLength(9);
    await client.stop();
  });

  it('that shared a connection with one that was given up is sent again, and a mutation is not', async () => {
    const client = await clientOf(odd.url, { connections: 1, pipelining: 4 });
    let asked = 0;
    odd.behave = (request, response) => (asked++ === 0 ? undefined : good(request, response));
    const hangs = client.send(query, callOf(1_000));
    const waits = [1, 2, 3].map(() => client.send(query, callOf(plenty)));
    const write = client.send(mutation, callOf(plenty));
    await expect(hangs).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(Promise.all(waits)).resolves.toHaveLength(3);
    await write;
    const bodies = await Promise.all(odd.heard.map(bodyOf).map((body) => body.catch(() => '')));
    expect(bodies.filter((body) => body === mutation.body).length).toBeLessThanOrEqual(1);
    await client.stop();
  });

  it('goes over one connection with all others where the subgraph speaks HTTP/2', async () => {
    const server = createServer();
    const sessions = new Set<object>();
    server.on('session', (session) => sessions.add(session));
    server.on('stream', (stream, headers) => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end(JSON.stringify({ data: { path: headers[':path'] } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = await clientOf(new URL(`http://127.0.0.1:${port}/graphql`), { http2: true });
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.send(query, callOf(plenty))));
    expect(answers).toMatchObject(Array.from({ length: 50 }, () => ({ data: { path: '/graphql' } })));
    expect(sessions.size).toBe(1);
    await expect(client.send(mutation, callOf(plenty))).resolves.toMatchObject({ data: { path: '/graphql' } });
    await client.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  it('goes by TLS to an https URL, and to nobody whose certificate is not good', async () => {
    const file = (name: string) => readFileSync(new URL(`fixtures/tls/${name}`, import.meta.url), 'utf8');
    const server = createTlsServer({ cert: file('localhost.crt'), key: file('localhost.key') }, (request, response) => {
      request.resume().on('end', () => good(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = new URL(`https://localhost:${port}/graphql`);
    const stranger = await clientOf(url);
    await expect(stranger.send(query, callOf(plenty))).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    await stranger.stop();
    const usual = getCACertificates('default');
    setDefaultCACertificates([...usual, file('localhost.crt')]);
    const client = await clientOf(url);
    for (let index = 0; index < 3; index++) {
      await expect(client.send(query, callOf(plenty))).resolves.toMatchObject({ data: { a: 1 } });
    }
    setDefaultCACertificates(usual);
    await client.stop();
    await new Promise((resolve) => server.close(resolve));
  });
});
