import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addUsage } from '../../src/store/index.ts';
import { type RegistryHouse, startRegistryHouse } from '../registry-house.ts';
import { runFiscal } from './fiscal.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const config = 'rover.yaml';
const services = ['auth', 'invoice', 'analytics', 'notification'];
const hourMs = 3_600_000;

describe('fiscal schema', () => {
  let house: RegistryHouse;
  let folder: string;
  const run = (args: string, env: Readonly<Record<string, string>> = {}) =>
    runFiscal(folder, ['schema', ...args.split(' ')], {
      FISCAL_REGISTRY_URL: house.url,
      APOLLO_KEY: house.adminKey,
      APOLLO_GRAPH_REF: 'fiscal@current',
      ...env,
    });
  const edit = async (file: string, change: (text: string) => string) => {
    const path = join(folder, file);
    const before = await readFile(path, 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    await writeFile(path, after);
    return () => writeFile(path, before);
  };

  // A checkout of the house's contracts, on a branch of its own.
  beforeAll(async () => {
    house = await startRegistryHouse();
    folder = await mkdtemp(join(tmpdir(), 'fiscal-cli-'));
    const files = [config, 'supergraph/events.graphql', ...services.map((name) => `subgraphs/${name}/contract`)];
    for (const file of files) await cp(join(root, file), join(folder, file), { recursive: true });
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
    git('init', '--initial-branch', 'drop-things');
    git('remote', 'add', 'origin', 'https://somebody:secret@git.example/fiscal.git');
    git('-c', 'user.name=ci', '-c', 'user.email=ci@example', 'commit', '--allow-empty', '-m', 'Begin');
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('publishes all services at once, with their other contracts and where they are from', async () => {
    const { code, stdout } = await run('publish --all');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Launch 1 of fiscal@current is served.')]);
    expect(await run('publish --all')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing has changed'),
    });
    const { rows } = await house.look((db) => db.query('select git from launch'));
    expect(rows[0].git).toMatchObject({
      branch: 'drop-things',
      message: 'Begin',
      remoteUrl: 'https://git.example/fiscal.git',
    });
  });

  it('lets ship what breaks nobody', async () => {
    const { code, stdout } = await run('check --all');
    expect(code).toBe(0);
    expect(stdout.match(/^PASSED/gm)).toHaveLength(services.length + 1);
  });

  it('names whom a change breaks, of any of the contracts, and lets it pass once that is approved', async () => {
    const at = { graphId: 'fiscal', variant: 'current' };
    const hour = new Date(Math.floor(Date.now() / hourMs) * hourMs);
    const uses = [{ client: { name: 'web', version: '2.1' }, hour, requests: 7, errors: 0 }];
    const sent = { signatureHash: 'mine', name: 'Mine', document: 'query Mine{me{id}}', inputs: [], fields: [], uses };
    await house.look((db) => addUsage(db, at, [sent], new Date()));
    const undo = [
      await edit('subgraphs/auth/contract/schema.graphql', (sdl) => sdl.replace(/^ {2}me: /m, '  myself: ')),
      await edit('subgraphs/auth/contract/auth.proto', (text) => text.replace(/string user_id = /, 'int32 user_id = ')),
    ];
    const { code, stdout } = await run('check --subgraph auth');
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL FIELD_REMOVED (breaking): field Query.me was removed');
    expect(stdout).toContain('Mine: 7 requests of web 2.1; Cannot query field "me" on type "Query".');
    expect(stdout).toContain('FAIL PROTO_BREAKING');
    const { checks } = JSON.parse((await run('check --subgraph auth --json')).stdout);
    expect(checks[0]).toMatchObject({ status: 'FAILED', subgraph: 'auth', branch: 'drop-things' });

    const approve = await runFiscal(folder, ['schema', 'approve', checks[0].id, '--reason', 'web 2 is gone'], {
      APOLLO_REGISTRY_URL: `${house.url}/graphql`,
      APOLLO_KEY: house.adminKey,
      APOLLO_GRAPH_REF: 'fiscal',
    });
    expect([approve.code, approve.stdout]).toEqual([0, expect.stringContaining(`PASSED auth ${checks[0].id}`)]);
    const again = await run('check --subgraph auth');
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('(approved: web 2 is gone)')]);
    expect(await run('check --subgraph auth', { APOLLO_VCS_BRANCH: 'another' })).toMatchObject({ code: 1 });
    for (const each of undo) await each();
  });

  it('checks what is shipped at once together, where one without the other would not do', async () => {
    const more = (sdl: string) =>
      sdl.replace(/^enum InvoiceStatus \{$/m, 'enum InvoiceStatus {\n  "Waits."\n  WAITING');
    const undo = [
      await edit('subgraphs/invoice/contract/schema.graphql', more),
      await edit('supergraph/events.graphql', more),
    ];
    const alone = await run('check --subgraph invoice --subgraph events');
    expect([alone.code, alone.stdout]).toEqual([1, expect.stringContaining('ENUM_VALUE_MISMATCH')]);
    const together = await run('check --subgraph invoice --subgraph events --together');
    expect([together.code, together.stdout]).toEqual([0, expect.stringContaining('VALUE_ADDED_TO_ENUM')]);
    for (const each of undo) await each();
  });

  it('fails where what is published does not compose, and goes on serving what was', async () => {
    const undo = await edit(
      'subgraphs/auth/contract/schema.graphql',
      (sdl) => `${sdl}\nextend type Query { more: Int }\nextend type User @key(fields: "nothing")`,
    );
    const { code, stdout } = await run('publish --all');
    expect([code, stdout]).toEqual([1, expect.stringContaining('what was served goes on')]);
    expect(stdout).toContain('KEY_INVALID_FIELDS: [auth] On type "User"');
    await undo();
  });

  it('lists launches and serves one again', async () => {
    const undo = await edit(
      'subgraphs/auth/contract/schema.graphql',
      (sdl) => `${sdl}\nextend type Query { "More." more: Int }`,
    );
    expect(await run('publish --subgraph auth')).toMatchObject({ code: 0 });
    await undo();
    expect(await run('promote 1')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Launch 4 of fiscal@current is served, as launch 1 was.'),
    });
    const { stdout } = await run('launches');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^(..\d) {2}\S+ {2}(\w+ {2}\w+).*/, '$1 $2'))).toEqual([
      '* 4 succeeded  rollback',
      '  3 succeeded  publish',
      '  2 failed  publish',
      '  1 succeeded  publish',
    ]);
    expect(JSON.parse((await run('launches --first 1 --json')).stdout).launches).toMatchObject([{ number: 4 }]);
  });

  it.each([
    ['publish', 'say which: --all, or --subgraph NAME'],
    ['check --subgraph nobody', 'has no subgraph nobody, but auth, invoice'],
    ['check --al', "Unknown option '--al'"],
    ['approve', 'say which check'],
    ['approve x', 'say why'],
    ['promote last', 'a launch has a number'],
    ['sing', 'there is no schema sing'],
  ])('ends with 2 where %j is no command', async (args, why) => {
    expect(await run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
  });

  it.each([
    ['a key that opens nothing', { APOLLO_KEY: 'service:fiscal:forged' }, 'x-api-key is missing or opens nothing'],
    ['another graph', { APOLLO_GRAPH_REF: 'other@current' }, 'there is no other@current'],
    [
      'a registry that is not there',
      { FISCAL_REGISTRY_URL: 'http://127.0.0.1:9' },
      'http://127.0.0.1:9 does not answer',
    ],
  ])('ends with 1 and says why, with %s', async (_, env, why) => {
    expect(await run('check --subgraph auth', env)).toMatchObject({ code: 1, stderr: expect.stringContaining(why) });
  });

  it('needs to be told where, who and what', async () => {
    for (const name of ['FISCAL_REGISTRY_URL', 'APOLLO_KEY', 'APOLLO_GRAPH_REF']) {
      const { code, stderr } = await run('launches', { [name]: '' });
      expect([code, stderr]).toEqual([2, expect.stringContaining(name)]);
    }
  });
});

// The command is for folders of others: it asks for nothing of this one.
it('fiscal explains itself', async () => {
  expect(await runFiscal(dirname(root), [], {})).toMatchObject({ code: 0, stdout: expect.stringContaining('--all') });
});
