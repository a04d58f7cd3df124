import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { type Setup, setUpDatabase } from './setup.ts';

const run = promisify(execFile);
const idleProcess = fileURLToPath(new URL('./idle-process.ts', import.meta.url));

/** Nothing to do costs next to nothing. */
export function describeIdling(setup: () => Setup): void {
  it.concurrent('takes less than 3 % of a core while there is nothing to do', async () => {
    const { backend, newTopic } = setup();
    const topic = await newTopic(4);
    const database = await setUpDatabase();
    const args = [idleProcess, backend.brokers.join(','), topic, database.url];
    const { stdout } = await run(process.execPath, args, {
      timeout: 60_000,
      env: { ...process.env, LOG_LEVEL: 'silent' },
    });
    await database.end();
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(30);
  });
}
