import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { generateInternalKeys } from '@fiscal/kit';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { freePorts } from '../../deploy/local/ports.ts';
import { eventually } from '../../test/eventually.ts';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the gateway as a process', () => {
  let child: ChildProcess | undefined;
  let output = '';
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  const start = (env: Record<string, string>): ChildProcess => {
    output = '';
    const args = ['--import', '@fiscal/kit/telemetry', 'gateway/src/main.ts'];
    const settings = { PATH: '/usr/bin:/bin', SERVICE_NAME: 'gateway', ...env };
    const started = spawn(process.execPath, args, { cwd: root, env: settings, stdio: 'pipe' });
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    child = started;
    return started;
  };

  it('gets ready without Kafka, writes a line a request, and stops when told to', async () => {
    const [port = 0] = await freePorts(1);
    const { privateJwks } = await generateInternalKeys(['gateway']);
    const started = start({
      HTTP_PORT: `${port}`,
      INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway),
      KAFKA_BROKERS: '127.0.0.1:1',
      LOG_LEVEL: 'debug',
    });
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200));
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-correlation-id': 'line-1', authorization: '' },
      body: '{"query":"query Name { __typename }"}',
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    expect(response.headers.get('x-fiscal-subgraph-calls')).toBeNull();
    const lines = await eventually(() => {
      const found = output.split('\n').filter((line) => line.includes('line-1'));
      expect(found).toHaveLength(1);
      return found.map((line) => JSON.parse(line) as Record<string, unknown>);
    });
    expect(lines[0]).toMatchObject({
      msg: 'request',
      service: 'gateway',
      correlationId: 'line-1',
      status: 200,
      subgraphCalls: 0,
      operation: { type: 'query', name: 'Name' },
    });
    started.kill('SIGTERM');
    expect(await once(started, 'exit')).toEqual([0, null]);
  });

  it('names every fault of its environment, and does not start', async () => {
    const started = start({ HTTP_PORT: 'none' });
    const [code] = await once(started, 'exit');
    expect(code).toBe(1);
    expect(output).toMatch(/HTTP_PORT/);
    expect(output).toMatch(/INTERNAL_PRIVATE_JWK/);
  });
});
