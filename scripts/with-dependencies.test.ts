import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const starter = fileURLToPath(new URL('with-dependencies.mjs', import.meta.url));

let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'fiscal-start-'));
  await mkdir(join(project, 'scripts'));
  await mkdir(join(project, 'part'));
  await copyFile(starter, join(project, 'scripts/with-dependencies.mjs'));
  await writeFile(join(project, 'part/package.json'), JSON.stringify({ name: 'part', version: '1.0.0' }));
  await writeFile(
    join(project, 'say.ts'),
    "console.log('ran', ...process.argv.slice(2));\nprocess.exitCode = 7 as number;\n",
  );
  await writeFile(join(project, 'wait.ts'), "setInterval(() => undefined, 1000);\nconsole.log('waiting');\n");
  await describeProject({});
});

afterEach(() => rm(project, { recursive: true, force: true }));

/** Writes a package.json and the lock file that belongs to it; nothing needs the network. */
async function describeProject(more: object): Promise<void> {
  const manifest = { name: 'project', version: '1.0.0', workspaces: ['part'] };
  const packages = {
    '': manifest,
    'node_modules/part': { resolved: 'part', link: true },
    part: { version: '1.0.0' },
  };
  const lock = { name: 'project', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
  await writeFile(join(project, 'package.json'), JSON.stringify({ ...manifest, ...more }));
  await writeFile(join(project, 'package-lock.json'), JSON.stringify(lock));
}

function start(...args: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; output: string }> } {
  const child = spawn(process.execPath, ['scripts/with-dependencies.mjs', ...args], { cwd: project });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, output }));
  return { child, ended };
}

describe('starting with dependencies', () => {
  it('installs when nothing is installed, then runs the script with its arguments and exit code', async () => {
    const { code, output } = await start('say.ts', 'one', 'two').ended;
    expect(output).toMatch(/Installing dependencies[\s\S]*ran one two/);
    expect(code).toBe(7);
    await expect(readFile(join(project, 'node_modules/.fiscal-lock'), 'utf8')).resolves.toMatch(/^[0-9a-f]{64}$/);
  });

  it('installs once, and not again until the lock file or a workspace asks for something else', async () => {
    await start('say.ts').ended;
    expect((await start('say.ts').ended).output).not.toContain('Installing');
    const lockFile = join(project, 'package-lock.json');
    const lock = JSON.parse(await readFile(lockFile, 'utf8'));
    lock.packages['node_modules/absent'] = { version: '1.0.0', resolved: 'file:absent.tgz' };
    await writeFile(lockFile, JSON.stringify(lock));
    expect((await start('say.ts').ended).output).toContain('Installing');
  });

  it('ends with the exit code of npm when npm fails, and does not run the script', async () => {
    await describeProject({ dependencies: { absent: '1.0.0' } });
    const lockFile = join(project, 'package-lock.json');
    const lock = JSON.parse(await readFile(lockFile, 'utf8'));
    lock.packages['node_modules/missing'] = { version: '1.0.0' };
    await writeFile(lockFile, JSON.stringify(lock));
    const { code, output } = await start('say.ts').ended;
    expect(output).toContain('could not be installed');
    expect(output).not.toContain('ran');
    expect(code).toBe(1);
  });

  it('installs once when two commands start at the same time', async () => {
    const outputs = (await Promise.all([start('say.ts').ended, start('say.ts').ended])).map(({ output }) => output);
    expect(outputs.every((output) => output.includes('ran'))).toBe(true);
    expect(outputs.filter((output) => output.includes('Installing'))).toHaveLength(1);
  });

  it('takes over the lock of a command that died', async () => {
    const dead = spawn(process.execPath, ['--version']);
    await once(dead, 'close');
    await mkdir(join(project, '.data/install-lock'), { recursive: true });
    await writeFile(join(project, '.data/install-lock/pid'), String(dead.pid));
    expect((await start('say.ts').ended).output).toContain('ran');
  });

  it('hands signals on, and ends as the script did', async () => {
    const { child, ended } = start('wait.ts');
    if (!child.stdout) throw new Error('no output');
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      if (String(chunk).includes('waiting')) break;
    }
    child.kill('SIGTERM');
    await expect(ended).resolves.toMatchObject({ code: 'SIGTERM' });
  });

  it('says how it is used', async () => {
    const { code, output } = await start().ended;
    expect(output).toContain('Use: node scripts/with-dependencies.mjs');
    expect(code).toBe(1);
  });
});
