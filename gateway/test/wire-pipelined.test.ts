import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventually } from '../../test/eventually.ts';
import type { Control, Lane } from '../src/traffic/lane.ts';
import { createWireLane } from '../src/traffic/wire/wire-lane.ts';

type Heard = { readonly body: string } | { readonly error: string };
type Asked = { readonly heard: Promise<Heard>; leave(): void };

const room = 8;
const pieces = /content-length: (\d+)\r\n\r\n/;

/** The answer to a request, with its body within. */
const answerTo = (body: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
const chunked = (body: string) =>
  `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const early = (body: string) => `HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n${answerTo(body)}`;
const closing = (body: string) => answerTo(body).replace('content', 'connection: close\r\ncontent');

function ask(lane: Lane, body: string): Asked {
  let control: Control | undefined;
  const heard = new Promise<Heard>((resolve) => {
    const got: Buffer[] = [];
    lane.dispatch(
      { path: '/graphql', shares: [], headers: [], body, shared: true },
      {
        onRequestStart: (given) => {
          control = given;
        },
        onResponseStart: () => undefined,
        onResponseData: (_, bytes) => void got.push(Buffer.from(bytes)),
        onResponseEnd: () => resolve({ body: Buffer.concat(got).toString() }),
        onResponseError: (_, error) => resolve({ error: error.message }),
      },
    );
  });
  return { heard, leave: () => control?.abort(new Error('left')) };
}

describe('a connection that several requests share', () => {
  let server: Server;
  let url: URL;
  let lane: Lane;
  /** What became of each connection: the requests on it, by what they asked, and in how many pieces they came. */
  let connections: { readonly bodies: string[]; packets: number }[] = [];
  let reply: (socket: Socket, body: string, at: number) => void;
  beforeAll(async () => {
    server = createServer((socket) => {
      const seen = { bodies: [] as string[], packets: 0 };
      connections.push(seen);
      let text = '';
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        seen.packets += 1;
        text += bytes.toString();
        for (let found = pieces.exec(text); found; found = pieces.exec(text)) {
          const start = found.index + found[0].length;
          const length = Number(found[1]);
          if (text.length < start + length) return;
          const body = text.slice(start, start + length);
          text = text.slice(start + length);
          reply(socket, body, seen.bodies.push(body) - 1);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
  });
  beforeEach(() => {
    connections = [];
    lane = createWireLane(url, 2_000, room);
  });
  afterEach(() => lane.close());
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const askAll = (...bodies: string[]) => bodies.map((body) => ask(lane, body));
  const heardBy = (asked: Asked[]) => Promise.all(asked.map(({ heard }) => heard));

  it('writes at once what was asked in one turn, and gives each the answer in its place', async () => {
    reply = (socket, body) => void socket.write(body === 'b' ? chunked(body) : early(body));
    expect(await heardBy(askAll('a', 'b', 'c'))).toEqual([{ body: 'a' }, { body: 'b' }, { body: 'c' }]);
    expect(connections).toEqual([{ bodies: ['a', 'b', 'c'], packets: 1 }]);
  });

  it('reads on behind the answer to one who left', async () => {
    const late: (() => void)[] = [];
    reply = (socket, body) => void late.push(() => socket.write(answerTo(body)));
    const asked = askAll('a', 'b', 'c');
    await eventually(() => expect(late).toHaveLength(3));
    asked[0]?.leave();
    asked[1]?.leave();
    for (const answer of late) answer();
    expect(await heardBy(asked)).toEqual([{ error: 'left' }, { error: 'left' }, { body: 'c' }]);
    expect(connections).toHaveLength(1);
  });

  it('sends again what waits behind an answer that nobody waits for and that does not come', async () => {
    reply = (socket, body) => {
      if (connections.length > 1) socket.write(answerTo(body));
    };
    const asked = askAll('hangs', 'b', 'c');
    await eventually(() => expect(connections[0]?.bodies).toHaveLength(3));
    asked[0]?.leave();
    expect(await heardBy(asked)).toEqual([{ error: 'left' }, { body: 'b' }, { body: 'c' }]);
    expect(connections.map(({ bodies }) => bodies)).toEqual([
      ['hangs', 'b', 'c'],
      ['b', 'c'],
    ]);
  });

  it('sends again what a server leaves unread that closes after each answer', async () => {
    reply = (socket, body, at) => void (at === 0 && socket.end(closing(body)));
    const bodies = ['a', 'b', 'c', 'd', 'e'];
    expect(await heardBy(askAll(...bodies))).toEqual(bodies.map((body) => ({ body })));
    expect(connections).toHaveLength(5);
  });

  it('sends nothing a third time', async () => {
    reply = (socket, body) => void (body === 'c' && socket.destroy());
    expect((await heardBy(askAll('a', 'b', 'c'))).every((each) => 'error' in each)).toBe(true);
    const times = connections.flatMap(({ bodies }) => bodies);
    for (const body of ['a', 'b', 'c']) expect(times.filter((each) => each === body).length).toBeLessThanOrEqual(2);
  });

  it('is not used again after an answer that nobody asked for, or one that is none', async () => {
    reply = (socket, body, at) => void socket.write(at === 1 ? answerTo(body) + answerTo('more') : answerTo(body));
    expect(await heardBy(askAll('a', 'b'))).toEqual([{ body: 'a' }, { body: 'b' }]);
    expect(await heardBy(askAll('c'))).toEqual([{ body: 'c' }]);
    expect(connections).toHaveLength(2);
    reply = (socket, body) => void socket.write(body === 'odd' ? 'HTTP/1.1 200 OK\r\nno\r\n\r\n' : answerTo(body));
    const [odd, even] = await heardBy(askAll('odd', 'even'));
    expect(odd).toHaveProperty('error');
    expect(even).toEqual({ body: 'even' });
    expect(connections).toHaveLength(3);
  });

  it('never gives anybody an answer that is not his, whoever leaves and whatever breaks', async () => {
    const request = fc.record({
      form: fc.constantFrom(answerTo, answerTo, chunked, early, closing),
      length: fc.constantFrom(1, 1, 40, 70_000),
      leavesMs: fc.constantFrom(-1, -1, -1, 0, 1),
      pauseMs: fc.constantFrom(-1, -1, 0, 1),
      breaks: fc.constantFrom(false, false, false, false, false, true),
      cut: fc.nat({ max: 200 }),
    });
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: room }), async (requests) => {
        const broken = new Set<string>();
        reply = (socket, body) => {
          const { form, cut, breaks } = requests[Number.parseInt(body, 10)] ?? {};
          const bytes = Buffer.from(form?.(body) ?? '');
          socket.write(bytes.subarray(0, cut));
          if (breaks && !broken.has(body)) socket.destroy();
          else socket.write(bytes.subarray(cut ?? 0));
          broken.add(body);
        };
        const bodyOf = (at: number) => `${at} `.padEnd(requests[at]?.length ?? 0, '.');
        const heard: Promise<Heard>[] = [];
        const lane = createWireLane(url, 2_000, room);
        for (const [at, { leavesMs, pauseMs }] of requests.entries()) {
          const asked = ask(lane, bodyOf(at));
          heard.push(asked.heard);
          if (leavesMs >= 0) setTimeout(asked.leave, leavesMs);
          if (pauseMs >= 0) await wait(pauseMs);
        }
        const all = await Promise.all(heard);
        await lane.close();
        for (const [at, each] of all.entries()) {
          if ('error' in each) continue;
          answered += 1;
          expect(each.body).toBe(bodyOf(at));
        }
      }),
      { numRuns: 1_000, seed: 20_261_121 },
    );
    expect(answered).toBeGreaterThan(2_000);
  }, 120_000);
});
