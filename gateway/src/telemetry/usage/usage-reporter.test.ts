import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import type { Answer, Correlated } from '../../request.ts';
import { Report } from './generated/usage_report.ts';
import { createUsageReporter } from './usage-reporter.ts';

it('clients name themselves, and take no more room in a report than names need', async () => {
  const bodies: Buffer[] = [];
  const registry = createServer(async (request, response) => {
    bodies.push(await buffer(request));
    response.end('{}');
  }).listen(0, '127.0.0.1');
  try {
    await once(registry, 'listening');
    // A server that listens on a port has such an address.
    const { port } = registry.address() as AddressInfo;
    const reporter = { ref: 'shop@current', hostname: 'test', agentVersion: 'test' };
    const { note, part } = createUsageReporter(`http://127.0.0.1:${port}/`, 'key', reporter, 5_000, () => new Date());
    const headers = {
      'apollographql-client-name': 'n'.repeat(16_000),
      'apollographql-client-version': '1'.repeat(16_000),
    };
    // Of a request and an answer, all that it looks at.
    const request = { headers } as unknown as Correlated;
    const answer = { operation: { usage: { key: '# A\n{a}', fields: {} } }, result: { data: {} } } as unknown as Answer;
    note(request, answer, 1);
    await part.stop();
    const report = Report.decode(gunzipSync(bodies[0] ?? Buffer.of()));
    const [stats] = report.tracesPerQuery['# A\n{a}']?.statsWithContext ?? [];
    expect(stats?.context).toEqual({ clientName: 'n'.repeat(255), clientVersion: '1'.repeat(255) });
  } finally {
    registry.close();
  }
});

it('a registry that takes a report and says nothing holds nobody up who stops', async () => {
  const registry = createServer().listen(0, '127.0.0.1');
  try {
    await once(registry, 'listening');
    // A server that listens on a port has such an address.
    const { port } = registry.address() as AddressInfo;
    const reporter = { ref: 'shop@current', hostname: 'test', agentVersion: 'test' };
    const { note, part } = createUsageReporter(`http://127.0.0.1:${port}/`, 'key', reporter, 100, () => new Date());
    // Of a request and an answer, all that it looks at.
    const answer = { operation: { usage: { key: '# A\n{a}', fields: {} } }, result: { data: {} } } as unknown as Answer;
    note({ headers: {} } as unknown as Correlated, answer, 1);
    const asked = once(registry, 'request');
    await Promise.all([asked, part.stop()]);
  } finally {
    registry.closeAllConnections();
    registry.close();
  }
}, 5_000);
