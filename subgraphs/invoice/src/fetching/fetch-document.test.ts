import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGuardedRequest, lookUpHost } from '@fiscal/kit/outbound';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maxDocumentBytes } from '../domain/content.ts';
import { createFetchDocument, type FetchDocument } from './fetch-document.ts';

const refused = (code: string) => expect.objectContaining({ kind: 'invalid', code });

const answers: Readonly<Record<string, RequestListener>> = {
  '/good': (_, response) => response.end('<a/>'),
  '/redirect': (_, response) => response.writeHead(302, { location: '/good' }).end(),
  '/missing': (_, response) => response.writeHead(404).end('secret of the other side'),
  '/encoded': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  '/announced': (_, response) => response.writeHead(200, { 'content-length': maxDocumentBytes + 1 }).write('x'),
};

let server: Server;
let origin: string;
let fetchDocument: FetchDocument;

beforeAll(async () => {
  server = createServer((request, response) => answers[request.url ?? '']?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  origin = `http://${host}`;
  fetchDocument = createFetchDocument(createGuardedRequest(new Set([host]), lookUpHost));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('fetching a document', () => {
  it('gives its bytes', async () => {
    expect((await fetchDocument(`${origin}/good`)).toString()).toBe('<a/>');
  });

  it.each(['/redirect', '/missing', '/encoded'])('fails on %s and repeats nothing of the answer', async (path) => {
    await expect(fetchDocument(origin + path)).rejects.toEqual(refused('URL_FETCH_FAILED'));
    await expect(fetchDocument(origin + path)).rejects.toThrow('the URL does not give a document');
  });

  it('stops at the cap', async () => {
    await expect(fetchDocument(`${origin}/announced`)).rejects.toEqual(refused('DOCUMENT_TOO_LARGE'));
  });

  it('calls no private address', async () => {
    await expect(fetchDocument('https://127.0.0.1/')).rejects.toEqual(refused('URL_NOT_ALLOWED'));
  });
});
