import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventually } from '../../test/eventually.ts';
import { type DoorSettings, openDoor } from './http-door.ts';
import { connectRaw, exchange } from './raw-client.ts';

/** On a connection that begins with it, everything is read by node's own server. */
const other = 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n';

const withHead = (headers: readonly string[], body: string): Buffer => {
  const bytes = Buffer.from(body);
  const lines = ['POST /graphql HTTP/1.1', 'host: x', `content-length: ${bytes.length}`, ...headers];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]);
};

describe('a request that comes in one piece', () => {
  let stop = async () => {};
  afterEach(() => stop());
  const open = async (settings?: DoorSettings) => {
    const door = await openDoor(settings);
    stop = door.stop;
    return door;
  };
  const isWhole = (text: string): boolean => {
    const [head = '', body = ''] = text.split('\r\n\r\n');
    return body !== '' && body.length >= Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  };
  const undated = (text: string) => text.replace(/^Date: .*$/m, 'Date:');

  /** What comes back for it by a connection of its own, and by one that node's own server reads. */
  const askBoth = async (port: number, bytes: Buffer): Promise<readonly [string, string]> => {
    const alone = await exchange(port, bytes, isWhole);
    const client = await connectRaw(port);
    client.socket.write(other);
    const { text: before } = await client.wait(isWhole);
    client.socket.write(bytes);
    const { text } = await client.wait((all) => isWhole(all.slice(before.length)));
    client.socket.destroy();
    return [undated(alone.text), undated(text.slice(before.length))];
  };

  const header = fc.constantFrom(
    'accept: application/graphql-response+json',
    'accept: text/event-stream',
    'accept: multipart/mixed;subscriptionSpec=1.0, application/json',
    'accept: image/png',
    'accept-encoding: gzip',
    'accept-encoding: br, gzip',
    'authorization: Bearer x',
    'content-encoding: identity',
    'content-type: text/plain',
    'origin: https://app.example.com',
    'x-correlation-id: a-b',
  );
  const body = fc.oneof(
    fc.constantFrom(
      '',
      '{',
      '[]',
      '[{"query":"{ me }"}]',
      '{}',
      ' {"query":"{ me }"}',
      '{"query":1}',
      '\ufeff{"query":"a"}',
    ),
    fc.string({ unit: 'binary', maxLength: 3_000 }).map((query) => JSON.stringify({ query })),
  );

  it.each<[string, DoorSettings]>([
    ['as it is set up', {}],
    ['with pages of other origins', { corsOrigins: ['https://app.example.com'] }],
    ['with pages of all origins', { corsOrigins: ['*'] }],
    ['without compression', { compression: false }],
    ['with room for little', { maxBytes: 500 }],
  ])('is answered as it is among others, to the byte: %s', async (_, settings) => {
    const { port } = await open(settings);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(header, { maxLength: 3 }), body, async (headers, text) => {
        const typed = headers.some((each) => each.startsWith('content-type')) ? [] : ['content-type: application/json'];
        const [alone, among] = await askBoth(port, withHead([...typed, ...headers], text));
        expect(alone).toBe(among);
      }),
      { numRuns: 60 },
    );
  });

  it('is answered with an error that tells nothing when what answers it fails', async () => {
    const { port } = await open({
      answer: async () => {
        throw new Error('secret');
      },
    });
    const [alone, among] = await askBoth(port, withHead(['content-type: application/json'], '{"query":"{ me }"}'));
    expect(alone).toBe(among);
    expect(alone).toMatch(/^HTTP\/1\.1 500 .*"INTERNAL/s);
    expect(alone).not.toContain('secret');
  });

  it('gets no header of two lines', async () => {
    const { port } = await open({
      answer: async () => ({
        kind: 'answered',
        status: 200,
        headers: { x: 'a\r\nset-cookie: b' },
        result: { data: '1' },
      }),
    });
    const { text, status } = await exchange(port, withHead([], '{"query":"{ me }"}'), isWhole);
    expect(status).toBe(500);
    expect(text).not.toContain('set-cookie');
  });

  it('tells of the end of its connection when the door stops', async () => {
    const under: (() => void)[] = [];
    const answer = { kind: 'answered', status: 200, headers: {}, result: { data: '1' } } as const;
    const { port } = await open({ answer: () => new Promise((resolve) => under.push(() => resolve(answer))) });
    const client = await connectRaw(port);
    client.socket.write(withHead([], '{"query":"{ me }"}'));
    await eventually(() => expect(under).toHaveLength(1));
    const stopped = stop();
    stop = async () => {};
    for (const finish of under) finish();
    expect(await client.wait()).toMatchObject({
      closed: true,
      text: expect.stringMatching(/\r\nconnection: close\r\n/i),
    });
    await stopped;
  });
});
