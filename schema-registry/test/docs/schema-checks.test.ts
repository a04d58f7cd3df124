import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { type RegistryHouse, startRegistryHouse } from '../registry-house.ts';
import { roverFolder } from '../rover.ts';

jest.setTimeout(120_000);

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = await readFile(join(root, 'docs/schema-checks.md'), 'utf8');
const contracts = ['auth', 'invoice', 'analytics', 'notification'].map((name) => `subgraphs/${name}/contract`);

type Block = { readonly kind: string; readonly heading: string; readonly text: string };

/** The code on the page in its order, with the heading it is under; `kind` is what stands behind the three ticks. */
function readBlocks(): readonly Block[] {
  const parts = page.matchAll(/^## (?<heading>.+)$|^```(?<kind>[a-z ]+)\n(?<text>[\s\S]+?)^```$/gm);
  let heading = '';
  return [...parts].flatMap(({ groups = {} }) => {
    heading = groups.heading ?? heading;
    return groups.kind === undefined ? [] : [{ kind: groups.kind, heading, text: groups.text ?? '' }];
  });
}

const blocks = readBlocks();
const named = (...kinds: string[]): [string, Block][] =>
  blocks
    .filter(({ kind }) => kinds.includes(kind))
    .map((block, index) => [`${block.heading}, ${block.kind} ${index + 1}`, block]);

describe('the page on schema checks', () => {
  let house: RegistryHouse;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    house = await startRegistryHouse();
    folder = await mkdtemp(join(tmpdir(), 'schema-checks-'));
    for (const path of ['rover.yaml', 'supergraph/events.graphql', ...contracts]) {
      await cp(join(root, path), join(folder, path), { recursive: true });
    }
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
    git('init', '--initial-branch', 'main');
    git('-c', 'user.name=ci', '-c', 'user.email=ci@example', 'commit', '--allow-empty', '-m', 'Begin');
    env = {
      PATH: [roverFolder, dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: folder,
      APOLLO_HOME: folder,
      APOLLO_CONFIG_HOME: folder,
      NO_COLOR: '1',
    };
    // What is checked has been published before.
    const published = await run(`${setup()}
      node ${join(root, 'schema-registry/cli/main.ts')} schema publish --all`);
    expect(published).toEqual({ code: 0, told: expect.stringContaining('Launch 1') });
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const setup = () =>
    (blocks.find(({ kind }) => kind === 'sh setup')?.text ?? '')
      .replace('https://registry.example.com', house.url)
      .replace('service:fiscal:your-key', house.adminKey);

  const run = (script: string, more: NodeJS.ProcessEnv = {}): Promise<{ code: number; told: string }> =>
    new Promise((resolve) => {
      const options = { cwd: folder, env: { ...env, ...more }, timeout: 60_000 };
      execFile('bash', ['-euo', 'pipefail', '-c', script], options, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, told: stdout + stderr });
      });
    });

  /** What a mutation answers with errors has status 200. */
  const isWell = { code: 0, told: expect.not.stringContaining('"errors"') };

  it('has all that CI is set up with', () => {
    const kinds = new Set(blocks.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(
      ['sh', 'sh admin', 'sh approve', 'sh promote', 'sh setup', 'yaml github', 'yaml gitlab'].toSorted(),
    );
  });

  // In the order of the page: what is set in one part holds in the next.
  it.each(named('sh', 'sh admin'))('has commands that work: %s', async (_, { text }) => {
    expect(await run(`${setup()}${text}`)).toEqual(isWell);
  });

  it.each(named('yaml github'))('has jobs that work: %s', async (_, { text }) => {
    const told: Readonly<Record<string, string>> = {
      'vars.FISCAL_REGISTRY_URL': house.url,
      'secrets.APOLLO_KEY': house.adminKey,
      'github.head_ref || github.ref_name': 'change',
      'github.event.pull_request.head.sha || github.sha': 'c0ffee',
    };
    const filled = text.replace(/\$\{\{ (.+?) \}\}/g, (_, name: string) => told[name] ?? `what is ${name}?`);
    // As the page has it.
    const { jobs } = parse(filled) as { jobs: { schema: { env: Record<string, string>; steps: { run?: string }[] } } };
    const given = Object.fromEntries(Object.entries(jobs.schema.env).map(([name, value]) => [name, String(value)]));
    // Rover is at hand: nothing is fetched from elsewhere.
    const steps = jobs.schema.steps.flatMap((step) => (step.run?.startsWith('npm install') ? [] : (step.run ?? [])));
    expect(steps.length).toBeGreaterThan(1);
    for (const step of steps) expect(await run(step, { ...given, RUNNER_TEMP: folder })).toEqual(isWell);
  });

  it.each(named('yaml gitlab'))('has jobs that work: %s', async (_, { text }) => {
    type Job = { variables: Record<string, string>; before_script: string[]; script: string[] };
    // As the page has it.
    const { '.schema': base, ...jobs } = parse(text) as Record<string, Job>;
    const given = { ...base?.variables, FISCAL_REGISTRY_URL: house.url, APOLLO_KEY: house.adminKey };
    const ci = { CI_JOB_ID: String(process.pid), CI_COMMIT_BRANCH: 'main' };
    expect(Object.keys(jobs)).toHaveLength(2);
    for (const { script } of Object.values(jobs)) {
      const lines = [...(base?.before_script ?? []), ...script];
      expect(await run(lines.join('\n'), { ...given, ...ci })).toEqual(isWell);
    }
    await rm(join('/tmp', `fiscal-${process.pid}`), { force: true });
  });

  it('has previews that are made of what they are previews of', async () => {
    const query = '{ graph(id: "fiscal") { variant(name: "pr-123") { baseVariant { name } subgraphs { name } } } }';
    const { data } = await house.ask(query);
    expect(data).toMatchObject({ graph: { variant: { baseVariant: { name: 'current' }, subgraphs: { length: 5 } } } });
  });

  it('has approvals that turn a check green', async () => {
    const [[, { text }] = ['', { text: '' }]] = named('sh approve');
    const change = "sed -i 's/^  me: /  myself: /' subgraphs/auth/contract/schema.graphql";
    const check = './fiscal schema check --subgraph auth';
    // Nobody is waited for.
    const impatient = `mutation { graph(id: "fiscal") { variant(name: "current") { updateCheckSettings(settings: { waitForApprovalSeconds: 0 }) } } }`;
    expect((await house.ask(impatient)).errors).toBeUndefined();
    const failed = await run(`${setup()}${change}\n${check}`);
    expect(failed).toEqual({ code: 1, told: expect.stringContaining('FIELD_REMOVED') });
    const [, id = ''] = /checks\/([0-9a-f-]{36})/.exec(failed.told) ?? [];
    expect(await run(`${setup()}${text}`, { CHECK: id })).toEqual({
      code: 0,
      told: expect.stringContaining('PASSED auth'),
    });
    expect(await run(`${setup()}${check}`)).toEqual({ code: 0, told: expect.stringContaining('on Friday') });
  });

  it('has a way back', async () => {
    const [[, { text }] = ['', { text: '' }]] = named('sh promote');
    const publish = './fiscal schema publish --subgraph auth';
    expect(await run(`${setup()}${publish}\n${text}`)).toEqual({
      code: 0,
      told: expect.stringContaining('as launch 1 was'),
    });
  });
});
