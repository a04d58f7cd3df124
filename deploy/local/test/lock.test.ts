import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claim, lock, runningPlatform, unlock } from '../lock.ts';

let folder: string;
const urls = { gateway: 'http://localhost:4000' };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the data folder', () => {
  it('is for one platform at a time, and says which one has it', async () => {
    await claim(folder);
    await lock(folder, process.pid, urls);
    await expect(claim(folder)).rejects.toThrow(`process ${process.pid}, http://localhost:4000`);
    expect(await runningPlatform(folder)).toMatchObject({ pid: process.pid, urls });
    await unlock(folder);
    await claim(folder);
    expect(await runningPlatform(folder)).toBeUndefined();
  });

  it('is taken over from a platform that is gone, though another process has its number now', async () => {
    const note = { pid: process.pid, started: 'long ago', guardPid: 0x7fffffff, urls };
    await writeFile(join(folder, 'platform.json'), JSON.stringify(note));
    expect(await runningPlatform(folder)).toBeUndefined();
    await claim(folder);
    await lock(folder, process.pid, urls);
    expect(await runningPlatform(folder)).toMatchObject({ pid: process.pid });
  });
});
