import { Agent, get, type IncomingMessage, request as openRequest } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Part } from '../run.ts';
import { type HttpHandler, healthRoutes, httpPart, type Routes, readBody, routeHandler, sendJson } from './index.ts';

let started: Part[] = [];

afterEach(async () => {
  await Promise.all(started.map((part) => part.stop()));
  started = [];
});

async function serve(handler: HttpHandler) {
  const part = httpPart({ name: 'door', host: '127.0.0.1', port: 0, handler });
  await part.start();
  started.push(part);
  return part;
}

const serveRoutes = (routes: Routes) => serve(routeHandler(routes));

function part(name: string, ready?: () => Promise<void>): Part {
  const nothing = async () => undefined;
  return { name, start: nothing, stop: nothing, ...(ready ? { ready } : {}) };
}

describe('health', () => {
  const unfit = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432'));
  const never = () => new Promise<void>(() => undefined);

  it('is live and ready while every part is fit', async () => {
    const door = await serveRoutes(healthRoutes([part('a'), part('b', async () => undefined)]));
    const live = await fetch(`${door.url()}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    const ready = await fetch(`${door.url()}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  });

  it('names what is missing, soon though parts hang, and tells no internals', async () => {
    const door = await serveRoutes(healthRoutes([part('ok'), part('postgres', unfit), part('kafka', never)]));
    const begunAt = Date.now();
    const response = await fetch(`${door.url()}/health/ready`);
    expect(Date.now() - begunAt).toBeLessThan(10_000);
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'not ready', missing: ['postgres', 'kafka'] },
    ]);
  });
});

describe('an HTTP door', () => {
  it('finds routes by method and path, without the query, and answers 404 otherwise', async () => {
    const door = await serveRoutes({ 'GET /a': async (_, response) => sendJson(response, 200, { ok: true }) });
    expect((await fetch(`${door.url()}/a?x=1`)).status).toBe(200);
    const wrong = await fetch(`${door.url()}/a`, { method: 'POST' });
    expect(wrong.status).toBe(404);
    expect(await wrong.json()).toEqual({ errors: [{ message: 'not found', extensions: { code: 'NOT_FOUND' } }] });
  });

  it('answers 500 without details when its handler fails', async () => {
    const door = await serve(() => Promise.reject(new Error('secret')));
    const response = await fetch(door.url());
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it.each(['announced', 'not announced'])('reads no more of a body than it may, when its size is %s', async (how) => {
    const door = await serve(async (request, response) => {
      const outcome = await readBody(request, 1_000).catch((error: unknown) => error);
      sendJson(response, 200, outcome instanceof Buffer ? { size: outcome.length } : outcome);
    });
    const post = (size: number) => {
      const bytes = new Uint8Array(size);
      const body = how === 'announced' ? bytes : new Blob([bytes]).stream();
      return fetch(door.url(), { method: 'POST', body, duplex: 'half' });
    };
    expect(await (await post(1_000)).json()).toEqual({ size: 1_000 });
    expect(await (await post(3_000_000)).json()).toMatchObject({ kind: 'limited', code: 'PAYLOAD_TOO_LARGE' });
  });

  it('says so when a body breaks off', async () => {
    let outcome: Promise<unknown> = Promise.resolve();
    const { promise: isUnderWay, resolve: underWay } = createGate();
    const door = await serve(async (request) => {
      outcome = readBody(request, 1_000).catch((error: unknown) => error);
      underWay();
      await outcome;
    });
    const upload = openRequest(door.url(), { method: 'POST', headers: { 'content-length': 100 } });
    upload.on('error', () => undefined).write('a part');
    await isUnderWay;
    upload.destroy();
    expect(await outcome).toMatchObject({ kind: 'invalid', code: 'BAD_REQUEST' });
  });

  it('that is stopped refuses new callers, finishes what is under way and then lets go of the connection', async () => {
    const { promise: mayFinish, resolve: finish } = createGate();
    const { promise: isUnderWay, resolve: underWay } = createGate();
    const door = await serve(async (_, response) => {
      underWay();
      await mayFinish;
      sendJson(response, 200, { finished: true });
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      get(door.url(), { agent }, resolve).on('error', reject);
    });
    await isUnderWay;
    const url = door.url();
    const stopped = door.stop();
    await expect(fetch(url)).rejects.toThrow();
    finish();
    const response = await answer;
    expect(response.statusCode).toBe(200);
    response.resume();
    const begunAt = Date.now();
    await stopped;
    expect(Date.now() - begunAt).toBeLessThan(15_000);
    agent.destroy();
  });

  it('that is stopped closes connections on which nothing is under way at once', async () => {
    const door = await serve(async (_, response) => sendJson(response, 200, {}));
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      const request = openRequest(door.url(), { agent }, (response) => response.resume().on('end', resolve));
      request.on('error', reject).end();
    });
    const begunAt = Date.now();
    await door.stop();
    expect(Date.now() - begunAt).toBeLessThan(15_000);
    agent.destroy();
  });
});

function createGate(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
