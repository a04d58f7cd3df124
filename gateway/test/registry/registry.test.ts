import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateInternalKeys } from '@fiscal/kit';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { type PlainSubgraphs, startPlainSubgraphs } from '../plain-subgraphs.ts';
import { type ScriptedUplink, scriptedRef, startScriptedUplink } from './scripted-uplink.ts';

jest.setTimeout(120_000);

describe('a gateway that takes its graph from a registry', () => {
  let internalKey: string;
  let folder: string;
  let cacheFile: string;
  let uplink: ScriptedUplink;
  let subgraphs: PlainSubgraphs;
  const stops: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const { privateJwks } = await generateInternalKeys(['gateway']);
    internalKey = JSON.stringify(privateJwks.gateway);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-launch-'));
    cacheFile = join(folder, 'kept', 'launch.json');
    uplink = await startScriptedUplink();
    subgraphs = await startPlainSubgraphs({
      one: { sdl: 'type Query { number: Int! }', resolvers: { Query: { number: () => 1 } } },
    });
    stops.push(() => rm(folder, { recursive: true }), uplink.stop, subgraphs.stop);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  const launch = (id: string) => ({ id, sdl: described(subgraphs.supergraphSdl, id) });
  const start = async (env: Record<string, string> = {}): Promise<Gateway> => {
    const gateway = await createGateway(
      readConfig(
        {
          HTTP_PORT: '0',
          INTERNAL_PRIVATE_JWK: internalKey,
          SUPERGRAPH_SOURCE: 'registry',
          REGISTRY_ENDPOINTS: uplink.url,
          REGISTRY_GRAPH_REF: 'scripted',
          REGISTRY_KEY: 'service:scripted:secret',
          REGISTRY_SIGNING_KEY: uplink.signingKey,
          SUPERGRAPH_CACHE_FILE: cacheFile,
          ...env,
        },
        JSON.stringify({ traffic: { subgraphs: subgraphs.addresses } }),
      ),
    );
    for (const part of gateway.parts) await part.start();
    stops.push(() => stopAll(gateway));
    return gateway;
  };
  const isOn = (gateway: Gateway, id: string) =>
    eventually(async () => expect(await ask(gateway)).toEqual({ data: { number: 1, __type: { description: id } } }));

  it('asks by its reference and key, says what it runs, and takes another launch', async () => {
    uplink.tell({ launch: launch('launch-1') });
    const gateway = await start();
    await isOn(gateway, 'launch-1');
    uplink.tell({ launch: launch('launch-2') });
    await isOn(gateway, 'launch-2');
    await eventually(() => expect(uplink.asked.at(-1)?.variables.ifAfterId).toBe('launch-2'));
    expect(uplink.asked[0]?.variables).toEqual({
      apiKey: 'service:scripted:secret',
      ref: scriptedRef,
      ifAfterId: null,
    });
    expect(uplink.asked.at(-1)?.headers).toMatchObject({
      'apollographql-client-name': 'fiscal-gateway',
      'x-router-instance': uplink.asked[0]?.headers['x-router-instance'],
      'x-router-launch': 'launch-2',
    });
  });

  it('refuses what the registry has not signed, and asks another endpoint', async () => {
    uplink.tell({ launch: launch('launch-1') });
    const gateway = await start();
    uplink.tell({ launch: launch('launch-2'), forged: true });
    const before = uplink.asked.length;
    await eventually(() => expect(uplink.asked.length).toBeGreaterThan(before + 2));
    await isOn(gateway, 'launch-1');
    expect(JSON.parse(await readFile(cacheFile, 'utf8'))).toMatchObject({ id: 'launch-1' });
    uplink.tell({ launch: launch('launch-2') });
    await isOn(gateway, 'launch-2');
  });

  it('asks its endpoints in turn: one that is down, one that forges, one that is honest', async () => {
    const keys = generateKeyPairSync('ed25519');
    const [forger, honest] = [await startScriptedUplink(keys), await startScriptedUplink(keys)];
    stops.push(forger.stop, honest.stop);
    forger.tell({ launch: launch('launch-1'), forged: true });
    honest.tell({ launch: launch('launch-1') });
    const gateway = await start({
      REGISTRY_ENDPOINTS: `http://127.0.0.1:1/uplink, ${forger.url}, ${honest.url}`,
      REGISTRY_SIGNING_KEY: honest.signingKey,
    });
    await isOn(gateway, 'launch-1');
    const before = forger.asked.length;
    await eventually(() => expect(honest.asked.length).toBeGreaterThan(2));
    expect(forger.asked.length).toBe(before);
  });

  it('stays on the last good launch when another cannot be run, and does not ask for it with every poll', async () => {
    uplink.tell({ launch: launch('launch-1') });
    const gateway = await start();
    uplink.tell({ launch: { id: 'launch-2', sdl: 'type Query { nothing: Int }' } });
    await eventually(() => expect(uplink.asked.at(-1)?.variables.ifAfterId).toBe('launch-2'));
    expect(uplink.asked.at(-1)?.headers['x-router-launch']).toBe('launch-1');
    await isOn(gateway, 'launch-1');
    uplink.tell({ launch: launch('launch-3') });
    await isOn(gateway, 'launch-3');
  });

  it.each([
    ['is down', (): Promise<void> => uplink.goDown()],
    ['answers what is no Uplink', async () => uplink.tell({ text: '<html>', status: 502 })],
    ['knows the graph no longer', async () => uplink.tell({ code: 'UNKNOWN_REF' })],
  ])('starts from disk while the registry %s, and goes on when it is back', async (_, end) => {
    uplink.tell({ launch: launch('launch-1') });
    await stopAll(await start());
    expect(await readdir(join(folder, 'kept'))).toEqual(['launch.json']);
    await end();
    const gateway = await start();
    await isOn(gateway, 'launch-1');
    uplink.tell({ launch: launch('launch-2') });
    await uplink.stop().catch(() => undefined);
    await uplink.comeUp();
    await isOn(gateway, 'launch-2');
  });

  it('does not start from what somebody else wrote to disk', async () => {
    uplink.tell({ launch: launch('launch-1') });
    await stopAll(await start());
    const kept = JSON.parse(await readFile(cacheFile, 'utf8'));
    await writeFile(cacheFile, JSON.stringify({ ...kept, supergraphSdl: described(kept.supergraphSdl, 'forged') }));
    uplink.tell({ code: 'AUTHENTICATION_FAILED' });
    await expect(start()).rejects.toThrow('AUTHENTICATION_FAILED');
  });

  it('does not start with a key that the registry refuses', async () => {
    uplink.tell({ code: 'ACCESS_DENIED' });
    await expect(start()).rejects.toThrow('ACCESS_DENIED');
  });

  it('names every setting that is missing', () => {
    expect(() => readConfig({ INTERNAL_PRIVATE_JWK: internalKey, SUPERGRAPH_SOURCE: 'registry' })).toThrow(
      /REGISTRY_GRAPH_REF is not set[\s\S]*REGISTRY_KEY is not set[\s\S]*REGISTRY_SIGNING_KEY is not set/,
    );
  });
});

async function ask(gateway: Gateway): Promise<unknown> {
  const response = await fetch(`${gateway.url()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ number __type(name: "Query") { description } }' }),
  });
  return response.json();
}

/** May be called again: parts that are stopped stay so. */
async function stopAll({ parts }: Gateway): Promise<void> {
  for (const part of [...parts].reverse()) await part.stop();
}

function described(sdl: string, words: string): string {
  return sdl.replace('\ntype Query\n', `\n"""${words}"""\ntype Query\n`);
}
