import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { isAlive, waitForEnd } from '../deploy/local/process/pid.ts';
import { until } from '../deploy/local/until.ts';

const root = new URL('../', import.meta.url);
const platform = new URL('deploy/local/platform.ts', root).href;

/** The platform under a supervisor of its own, which may be killed. */
async function supervise() {
  const dataDir = await mkdtemp(join(tmpdir(), 'stop-'));
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
  const supervisor = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...env, RATE_LIMIT_ANONYMOUS: '600' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines: string[] = [];
  createInterface({ input: supervisor.stdout }).on('line', (line) => void lines.push(line));
  return {
    dataDir,
    supervisor,
    lines,
    pidsOfAll: () =>
      until('the platform', 120_000, () => {
        const said = lines.find((line) => line.startsWith('pids '));
        return said ? (JSON.parse(said.slice(5)) as number[]) : undefined;
      }),
    ended: () => waitForEnd(supervisor.pid ?? 0, 40_000),
    async remove() {
      supervisor.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
type Supervised = Awaited<ReturnType<typeof supervise>>;

const it = (name: string, play: (platform: Supervised) => Promise<void>) =>
  test.concurrent(name, async () => {
    const platform = await supervise();
    await play(platform).finally(platform.remove);
  }, 180_000);

describe('a platform that stops', () => {
  it('leaves no process when it is asked to, and takes its note with it', async ({
    dataDir,
    supervisor,
    pidsOfAll,
    ended,
  }) => {
    const pids = await pidsOfAll();
    expect(pids.filter(isAlive)).toEqual(pids);
    supervisor.kill('SIGINT');
    expect(await ended()).toBe(true);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await readdir(dataDir)).not.toContain('platform.json');
  });

  it('leaves no process when it is killed itself', async ({ supervisor, pidsOfAll }) => {
    const pids = await pidsOfAll();
    supervisor.kill('SIGKILL');
    await Promise.all(pids.map((pid) => waitForEnd(pid, 20_000)));
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('leaves no process when it is stopped halfway through its start', async ({
    dataDir,
    supervisor,
    lines,
    ended,
  }) => {
    const pid = await until('Postgres', 60_000, () => {
      const line = lines.findIndex((said) => said.includes('ready to accept connections'));
      return line >= 0 ? supervisor.pid : undefined;
    });
    supervisor.kill('SIGINT');
    expect(await ended()).toBe(true);
    expect(isAlive(pid)).toBe(false);
    expect(await readdir(join(dataDir, 'postgres', 'data'))).not.toContain('postmaster.pid');
  });
});
