import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withCallContext } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openClickHouse } from './clickhouse.ts';
import { createReportStore } from './reports.ts';

let server: Server;
let answer: { readonly status: number; readonly headers: Record<string, string>; readonly body: string } | 'nothing';

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (answer !== 'nothing') response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** What reading a report comes to when the server answers so. */
async function failureOf(url: string, timeoutMs: number): Promise<unknown> {
  const client = await openClickHouse({ url });
  const call = { correlationId: 'c', deadlineAt: Date.now() + timeoutMs };
  const read = () => createReportStore(client).ofDay('organization', '2026-03-01');
  const failure = await withCallContext(call, read).catch((error: unknown) => error);
  await client.close();
  return failure;
}

const urlOfServer = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const exception = (code: string, text: string) => ({
  status: 500,
  headers: { 'x-clickhouse-exception-code': code },
  body: `Code: ${code}. DB::Exception: ${text}`,
});

describe('ClickHouse that cannot be asked', () => {
  const unavailable = { kind: 'unavailable', code: 'SERVICE_UNAVAILABLE' };

  it('is refused as unavailable when nobody listens', async () => {
    expect(await failureOf('http://127.0.0.1:1', 5_000)).toMatchObject(unavailable);
  });

  it('is refused as unavailable when something in between answers', async () => {
    answer = { status: 502, headers: {}, body: 'bad gateway' };
    expect(await failureOf(urlOfServer(), 5_000)).toMatchObject(unavailable);
  });

  it('is refused as unavailable while it has no memory left', async () => {
    answer = exception('241', 'Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)');
    expect(await failureOf(urlOfServer(), 5_000)).toMatchObject(unavailable);
  });

  it('ends with the deadline when it says nothing', async () => {
    answer = 'nothing';
    expect(await failureOf(urlOfServer(), 100)).toMatchObject({ kind: 'unavailable', code: 'DEADLINE_EXCEEDED' });
  });

  it('is a fault of ours when it does not understand', async () => {
    answer = exception('62', 'Syntax error: failed at position 1. (SYNTAX_ERROR)');
    expect(await failureOf(urlOfServer(), 5_000)).toMatchObject({ type: 'SYNTAX_ERROR' });
  });
});
