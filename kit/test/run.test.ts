import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';

const program = fileURLToPath(new URL('./run-process.ts', import.meta.url));
let child: ChildProcess | undefined;

afterEach(() => void child?.kill('SIGKILL'));

/** Runs the parts in a process of their own; sends it `signal` once it has written `when`. */
async function play(parts: readonly string[], when?: string, signal: NodeJS.Signals = 'SIGTERM') {
  const process_ = spawn(process.execPath, [program, '4000', ...parts], {
    env: { LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = process_;
  const steps: string[] = [];
  const logs: { level: string; msg: string; part?: string; err?: { message: string } }[] = [];
  createInterface({ input: process_.stdout }).on('line', (line) => logs.push(JSON.parse(line)));
  createInterface({ input: process_.stderr }).on('line', (step) => {
    steps.push(step);
    if (step === when) process_.kill(signal);
  });
  const [code] = await once(process_, 'close');
  return { code, steps, faults: logs.filter(({ level }) => level === 'error' || level === 'fatal') };
}

describe('run', () => {
  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('starts in order and stops in reverse on %s', async (signal) => {
    const { code, steps, faults } = await play(['pool', 'consumer', 'door'], 'running', signal);
    expect(steps).toEqual([
      'start pool',
      'start consumer',
      'start door',
      'running',
      'stop door',
      'stop consumer',
      'stop pool',
    ]);
    expect({ code, faults }).toEqual({ code: 0, faults: [] });
  });

  it('stops what was started and exits with 1 when a part does not start', async () => {
    const { code, steps, faults } = await play(['pool', 'door:start-fails', 'never']);
    expect(steps).toEqual(['start pool', 'start door', 'stop pool']);
    expect(code).toBe(1);
    expect(faults).toMatchObject([{ level: 'fatal', part: 'door', err: { message: 'no port' } }]);
  });

  it('can be stopped while a part is still starting', async () => {
    const { code, steps } = await play(['pool', 'broker:start-hangs', 'never'], 'start broker');
    expect(steps).toEqual(['start pool', 'start broker', 'stop broker', 'stop pool']);
    expect(code).toBe(0);
  });

  it('goes on stopping the others when one fails to stop', async () => {
    const { code, steps, faults } = await play(['pool', 'door:stop-fails'], 'running');
    expect(steps.slice(-2)).toEqual(['stop door', 'stop pool']);
    expect(code).toBe(0);
    expect(faults).toMatchObject([{ part: 'door', err: { message: 'already gone' } }]);
  });

  it.each([
    ['crash is called', 'consumer:crashes', 'lost the broker'],
    ['an error is caught by nobody', 'consumer:throws', 'a bug'],
  ])('stops everything and exits with 1 when %s', async (_, part, message) => {
    const { code, steps, faults } = await play(['pool', part]);
    expect(steps.slice(-2)).toEqual(['stop consumer', 'stop pool']);
    expect(code).toBe(1);
    expect(faults).toMatchObject([{ level: 'fatal', msg: 'crashed', err: { message } }]);
  });

  it('names a part that hangs, abandons it and leaves time to those after it, all within its budget', async () => {
    const begunAt = Date.now();
    const parts = ['pool:stop-takes-a-moment', 'consumer:stop-hangs', 'door'];
    const { steps, faults } = await play(parts, 'running');
    expect(Date.now() - begunAt).toBeLessThan(20_000);
    expect(steps.slice(-3)).toEqual(['stop door', 'stop consumer', 'stop pool']);
    expect(faults).toMatchObject([{ part: 'consumer' }]);
  });

  it('ends the process although some library left a timer behind', async () => {
    const { code } = await play(['pool:leaves-a-timer'], 'running');
    expect(code).toBe(0);
  });
});
