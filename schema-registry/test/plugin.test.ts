import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpPart, type Part } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composerVersion } from '../src/domain/composition/composer-version.ts';
import { createPlugin } from '../src/features/plugin.ts';
import { createRouteHandler } from '../src/rest/routes.ts';
import { runRover } from './rover.ts';

const root = join(import.meta.dirname, '../..');
const linux = '/tar/supergraph/x86_64-unknown-linux-gnu';

let door: Part & { url(): string };
let folder: string;

beforeAll(async () => {
  door = httpPart({
    name: 'door',
    host: '127.0.0.1',
    port: 0,
    handler: createRouteHandler(createPlugin().routes ?? {}),
  });
  await door.start();
  folder = await mkdtemp(join(tmpdir(), 'plugin-'));
});

afterAll(async () => {
  await door.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What rover makes of a configuration with no other host than ours. */
function compose(config: string) {
  const settings = {
    APOLLO_ROVER_DOWNLOAD_HOST: door.url(),
    APOLLO_ELV2_LICENSE: 'accept',
    APOLLO_ROVER_SKIP_UPDATE: undefined,
  };
  const args = ['supergraph', 'compose', '--skip-update-check', '--format', 'json', '--config', config];
  return runRover({ url: door.url(), key: 'none' }, args, '', settings);
}

async function composeSchemas(version: string, schemas: Readonly<Record<string, string>>) {
  const subgraphs = Object.fromEntries(
    Object.entries(schemas).map(([name, sdl]) => [name, { routing_url: `http://${name}`, schema: { sdl } }]),
  );
  const file = join(folder, 'rover.yaml');
  await writeFile(file, JSON.stringify({ federation_version: version, subgraphs }));
  return compose(file);
}

describe('rover composes with the plugin of the registry', () => {
  it('the graph of the house', async () => {
    const { code, stdout, stderr } = await compose(join(root, 'rover.yaml'));
    expect(stderr).toContain(`successfully installed`);
    expect(code).toBe(0);
    const committed = await readFile(join(root, 'supergraph/supergraph.graphql'), 'utf8');
    expect(JSON.parse(stdout).data.core_schema).toBe(committed);
  });

  it('with the latest of its major version', async () => {
    const { code, stdout } = await composeSchemas('2', { a: 'type Query { a: Int }' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      data: { success: true, core_schema: expect.stringContaining('a: Int') },
    });
  });

  it('and says why subgraphs do not compose', async () => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")\n';
    const schemas = { a: `${link}type Query { t: T } type T { a: Int }`, b: `${link}type T { a: Int }` };
    const { code, stdout } = await composeSchemas(`=${composerVersion}`, schemas);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      data: { success: false },
      error: {
        code: 'E029',
        details: {
          build_errors: [
            { code: 'INVALID_FIELD_SHARING', message: expect.stringMatching(/"T\.a".* \(a:2:30, b:2:10\)$/) },
          ],
        },
      },
    });
  });

  it('but with no other version', async () => {
    const { code, stdout, stderr } = await composeSchemas('=2.9.0', { a: 'type Query { a: Int }' });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('404');
  });
});

describe('the door of the plugin', () => {
  const ask = (path: string, options: RequestInit = {}) => fetch(door.url() + path, options);

  it('says the version of what it has before it gives it, and gives the same to all', async () => {
    const head = await ask(`${linux}/latest-2`, { method: 'HEAD' });
    const tag = head.headers.get('etag') ?? '';
    expect(head.headers.get('x-version')).toBe(`v${composerVersion}`);
    expect(await head.text()).toBe('');
    const whole = await ask(`/tar/supergraph/aarch64-apple-darwin/v${composerVersion}`);
    expect(whole.headers.get('etag')).toBe(tag);
    expect((await whole.bytes()).byteLength).toBe(Number(head.headers.get('content-length')));
    expect(await ask(`${linux}/latest-2`, { headers: { 'if-none-match': tag } })).toMatchObject({ status: 304 });
  });

  it.each([
    [`${linux}/v2.9.0`, `there is no supergraph v2.9.0 here, but v${composerVersion}`],
    [`${linux}/latest-0`, 'there is no supergraph latest-0 here'],
    ['/tar/supergraph/x86_64-pc-windows-msvc/latest-2', 'the plugin does not run on x86_64-pc-windows-msvc'],
    ['/tar/connector/x86_64-unknown-linux-gnu/latest-2', 'the only plugin here is supergraph'],
    ['/tar/supergraph', 'the only plugin here is supergraph'],
  ])('says of %s why it is not there', async (path, text) => {
    const response = await ask(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(text);
  });
});
