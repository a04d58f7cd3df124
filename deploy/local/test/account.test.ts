import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { postgresAccount } from '../postgres/account.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'account-'));
  file = join(folder, 'file');
  await writeFile(file, 'text', { mode: 0o600 });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Asks access(2) about the file as the account, and who it is. */
function ask(): { uid: number; readable: boolean } {
  const account = postgresAccount([file]);
  account.own(file);
  const script = `const fs = require('fs'); let readable = true;
    try { fs.accessSync(${JSON.stringify(file)}, fs.constants.R_OK); } catch { readable = false; }
    console.log(JSON.stringify({ uid: process.getuid(), readable }));`;
  const { file: program, args, ...user } = account.command(process.execPath, ['-e', script]);
  return JSON.parse(execFileSync(program, [...args], { ...user, cwd: '/', encoding: 'utf8' }));
}

describe('the user that Postgres runs as', () => {
  it('is never root, and gets at what is his in a folder that is open', async () => {
    await chmod(folder, 0o711);
    const { uid, readable } = ask();
    expect([uid > 0, readable]).toEqual([true, true]);
  });

  it('gets at what is his in a folder that is closed to others', async () => {
    await chmod(folder, 0o700);
    const { uid, readable } = ask();
    expect([uid > 0, readable]).toEqual([true, true]);
  });
});
