import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withCallContext } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maxDocumentBytes } from '../domain/content.ts';
import { createFetchDocument } from './fetch-document.ts';

const refused = (code: string) => expect.objectContaining({ kind: 'invalid', code });

const answers: Readonly<Record<string, RequestListener>> = {
  '/good': (_, response) => response.end('<a/>'),
  '/redirect': (_, response) => response.writeHead(302, { location: '/good' }).end(),
  '/missing': (_, response) => response.writeHead(404).end('secret of the other side'),
  '/encoded': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  '/announced': (_, response) => response.writeHead(200, { 'content-length': maxDocumentBytes + 1 }).write('x'),
  '/endless': (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on('drain', more);
    more();
  },
  '/silent': (_, response) => response.write('x'),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('x', () => response.destroy());
  },
};

let server: Server;
let host: string;

beforeAll(async () => {
  server = createServer((request, response) => answers[request.url ?? '']?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `docs.example:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function fetchPath(path: string): Promise<Buffer> {
  const resolved: string[] = [];
  const fetchDocument = createFetchDocument([host], async (name) => {
    resolved.push(name);
    return [{ address: '127.0.0.1', family: 4 }];
  });
  return fetchDocument(`http://${host}${path}`).finally(() => expect(resolved).toEqual(['docs.example']));
}

describe('fetching a document', () => {
  it('connects to the address that was checked, looking the name up once', async () => {
    expect((await fetchPath('/good')).toString()).toBe('<a/>');
  });

  it.each(['/redirect', '/missing', '/encoded', '/cut'])(
    'fails on %s and repeats nothing of the answer',
    async (path) => {
      await expect(fetchPath(path)).rejects.toEqual(refused('URL_FETCH_FAILED'));
      await expect(fetchPath(path)).rejects.toThrow('the document could not be fetched from its URL');
    },
  );

  it.each(['/announced', '/endless'])('stops at the cap of %s', async (path) => {
    await expect(fetchPath(path)).rejects.toEqual(refused('DOCUMENT_TOO_LARGE'));
  });

  it('waits no longer than the call may take', async () => {
    const context = { correlationId: 'c', deadlineAt: Date.now() + 300 };
    await expect(withCallContext(context, () => fetchPath('/silent'))).rejects.toEqual(refused('URL_FETCH_FAILED'));
  });

  it('fails where nobody listens', async () => {
    const fetchDocument = createFetchDocument(['127.0.0.1:1'], async () => []);
    await expect(fetchDocument('http://127.0.0.1:1/')).rejects.toEqual(refused('URL_FETCH_FAILED'));
  });
});
