import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAlive, waitForEnd } from '../deploy/local/process/pid.ts';
import { until } from '../deploy/local/until.ts';

const root = new URL('../', import.meta.url);
const platform = new URL('deploy/local/platform.ts', root).href;

let dataDir: string;
let supervisor: ChildProcess;
let lines: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stop-'));
  await chmod(dataDir, 0o711);
  const script = `
    const { startPlatform } = await import('${platform}');
    const stopping = new AbortController();
    process.on('SIGINT', () => stopping.abort());
    const options = { dataDir: '${dataDir}', env: process.env, ports: 'free', durable: false, log: console.log };
    const running = await startPlatform({ ...options, signal: stopping.signal });
    console.log('pids ' + JSON.stringify(running.pids()));
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
    await running.stop();`;
  const { LOG_LEVEL: _quiet, ...env } = process.env;
  supervisor = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...env, RATE_LIMIT_ANONYMOUS: '600' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  lines = [];
  if (supervisor.stdout) createInterface({ input: supervisor.stdout }).on('line', (line) => void lines.push(line));
});

afterEach(async () => {
  supervisor.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

function pidsOfAll(): Promise<number[]> {
  return until('the platform', 120_000, () => {
    const said = lines.find((line) => line.startsWith('pids '));
    return said ? (JSON.parse(said.slice(5)) as number[]) : undefined;
  });
}

function ended(): Promise<boolean> {
  return waitForEnd(supervisor.pid ?? 0, 40_000);
}

describe('a platform that stops', () => {
  it('leaves no process when it is asked to, and takes its note with it', async () => {
    const pids = await pidsOfAll();
    expect(pids.filter(isAlive)).toEqual(pids);
    supervisor.kill('SIGINT');
    expect(await ended()).toBe(true);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await readdir(dataDir)).not.toContain('platform.json');
  }, 180_000);

  it('leaves no process when it is killed itself', async () => {
    const pids = await pidsOfAll();
    supervisor.kill('SIGKILL');
    await Promise.all(pids.map((pid) => waitForEnd(pid, 20_000)));
    expect(pids.filter(isAlive)).toEqual([]);
  }, 180_000);

  it('leaves no process when it is stopped halfway through its start', async () => {
    const pid = await until('Postgres', 60_000, () => {
      const line = lines.findIndex((said) => said.includes('ready to accept connections'));
      return line >= 0 ? supervisor.pid : undefined;
    });
    supervisor.kill('SIGINT');
    expect(await ended()).toBe(true);
    expect(isAlive(pid)).toBe(false);
    expect(await readdir(join(dataDir, 'postgres', 'data'))).not.toContain('postmaster.pid');
  }, 180_000);
});
