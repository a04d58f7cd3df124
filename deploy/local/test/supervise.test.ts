import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Guard, startGuard } from '../guard/guard.ts';
import { startNode } from '../process/node-process.ts';
import { isAlive } from '../process/pid.ts';
import { type Supervised, supervise } from '../process/supervise.ts';
import { until } from '../until.ts';

let folder: string;
let guard: Guard;
let supervised: Supervised | undefined;
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervise-'));
  guard = startGuard();
});

afterEach(async () => {
  await supervised?.stop(5_000);
});

afterAll(async () => {
  await guard.stop();
  await rm(folder, { recursive: true, force: true });
});

async function superviseScript(name: string, script: string): Promise<Supervised> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, script);
  lines.length = 0;
  const log = (line: string) => void lines.push(line);
  supervised = supervise({ name, launch: () => startNode({ file, env: process.env, guard, log }) }, log);
  return supervised;
}

function pidOf(one: Supervised, unlike?: number): Promise<number> {
  return until('a process', 10_000, () => {
    const pid = one.pid();
    return pid !== unlike ? pid : undefined;
  });
}

const stays = "console.log('up'); setInterval(() => {}, 1000);";

describe('a supervised process', () => {
  it('is started again when it is killed, and its lines are heard', async () => {
    const one = await superviseScript('stays', stays);
    const first = await pidOf(one);
    await until('it to be up', 10_000, () => lines.includes('up'));
    process.kill(first, 'SIGKILL');
    const second = await pidOf(one, first);
    expect([isAlive(first), isAlive(second)]).toEqual([false, true]);
    const ups = () => lines.filter((line) => line === 'up').length;
    await until('the second to be up', 10_000, () => ups() === 2);
    expect(lines).toContain('ended (SIGKILL), starts again in 0.2 s');
  });

  it('waits longer each time when it ends at once', async () => {
    await superviseScript('falls', 'process.exit(3);');
    await until('the third attempt', 10_000, () => lines.length >= 3);
    expect(lines.slice(0, 3)).toEqual(
      [0.2, 0.4, 0.8].map((pause) => `ended (exit code 3), starts again in ${pause} s`),
    );
  });

  it('is left alone when it says that it lacks settings', async () => {
    const one = await superviseScript('lacks', 'process.exit(78);');
    await until('it to give up', 10_000, () => one.givenUp());
    expect([one.pid(), lines]).toEqual([undefined, []]);
  });

  it('stays down while it is suspended', async () => {
    const one = await superviseScript('rests', stays);
    const first = await pidOf(one);
    await one.suspend();
    await until('the end to be noticed', 10_000, () => lines.some((line) => line.startsWith('ended')));
    expect([isAlive(first), one.pid()]).toEqual([false, undefined]);
    one.resume();
    expect(isAlive(await pidOf(one, first))).toBe(true);
  });

  it('is killed when it does not heed its budget', async () => {
    const one = await superviseScript('deaf', `process.on('SIGTERM', () => {}); ${stays}`);
    const pid = await pidOf(one);
    await until('it to be up', 10_000, () => lines.includes('up'));
    await one.stop(200);
    expect(isAlive(pid)).toBe(false);
  });
});
