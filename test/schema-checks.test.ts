import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runFiscal } from '../schema-registry/test/cli/fiscal.ts';
import { type RegistryHouse, startRegistryHouse } from '../schema-registry/test/registry-house.ts';
import { createRover } from '../schema-registry/test/rover/commands.ts';
import { edit, type HouseSubgraph, readHouse } from '../schema-registry/test/rover/house-schemas.ts';
import { promisedCommit } from '../scripts/promised-commit.ts';

jest.setTimeout(120_000);

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const contracts = ['rover.yaml', 'supergraph/*.graphql', 'subgraphs/*/contract'];

/** Lays out the contracts of a commit; false where there is no such commit, as in a checkout without history. */
async function checkOut(commit: string, folder: string): Promise<boolean> {
  const archive = join(folder, 'contracts.tar');
  const globs = contracts.map((path) => `:(glob)${path}${path.endsWith('contract') ? '/**' : ''}`);
  try {
    await run('git', ['archive', '--format=tar', '-o', archive, commit, ...globs], { cwd: root, timeout: 30_000 });
    await run('tar', ['-xf', archive], { cwd: folder, timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

const before = await mkdtemp(join(tmpdir(), 'fiscal-before-'));
const commit = (await promisedCommit()) ?? 'HEAD';
const isThere = await checkOut(commit, before);
if (!isThere) await rm(before, { recursive: true, force: true });

// What this project asks of others, it asks of itself: what is changed here is held against what was promised before.
(isThere ? describe : describe.skip)(`the schemas of this checkout, held against those of ${commit}`, () => {
  let house: RegistryHouse;
  let subgraphs: readonly HouseSubgraph[];
  const fiscal = (folder: string, command: string, ref = 'fiscal@current') =>
    runFiscal(folder, ['schema', ...command.split(' '), '--ref', ref], {
      FISCAL_REGISTRY_URL: house.url,
      APOLLO_KEY: house.adminKey,
    });

  beforeAll(async () => {
    subgraphs = await readHouse();
    house = await startRegistryHouse();
    expect(await fiscal(before, 'publish --all')).toMatchObject({ code: 0, stderr: '' });
  });
  afterAll(async () => {
    await house.stop();
    await rm(before, { recursive: true, force: true });
  });

  it('ship with all their contracts, as fiscal says', async () => {
    const { code, stdout, stderr } = await fiscal(root, 'check --all --together');
    expect(code === 0 ? '' : stdout + stderr).toBe('');
  });

  it('ship one beside the other, as rover says', async () => {
    // What needs another change is checked with it, in a preview that has them all.
    const previews =
      'mutation { graph(id: "fiscal") { setPreviews(prefix: "pr-", base: "current", days: 1) { prefix } } }';
    expect((await house.ask(previews)).errors).toBeUndefined();
    expect(await fiscal(root, 'publish --all', 'fiscal@pr-checkout')).toMatchObject({ code: 0, stderr: '' });
    const rover = createRover({ url: house.url, key: house.adminKey });
    const faults = subgraphs.map(async ({ name, sdl }) => {
      const { code, told } = await rover.run(`subgraph check fiscal@pr-checkout --name ${name} --schema -`, sdl);
      return code === 0 ? [] : [told];
    });
    expect((await Promise.all(faults)).flat()).toEqual([]);
  });

  it('would not, if they broke a client', async () => {
    const [auth = { name: '', sdl: '' }] = subgraphs.filter(({ name }) => name === 'auth');
    const broken = edit(auth.sdl, /^ {2}me: /m, '  myself: ');
    const rover = createRover({ url: house.url, key: house.adminKey });
    const { code, told } = await rover.run('subgraph check fiscal@current --name auth --schema -', broken);
    expect([code, told]).toEqual([1, expect.stringContaining('field Query.me was removed')]);
  });
});
