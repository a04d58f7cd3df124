import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Part } from '@fiscal/kit';
import type { Config } from '../config/read-config.ts';
import type { CurrentGraph } from './current-graph.ts';
import { createAskUplink } from './registry/ask-uplink.ts';
import { createKeptLaunch } from './registry/kept-launch.ts';
import { type OpenGraph, openRegistry } from './registry/open-registry.ts';
import { createUplink } from './registry/uplink.ts';
import { createVerifyLaunch } from './registry/verify-launch.ts';
import { watchText } from './watch-file.ts';

/** The graph that answers requests, and the parts that have it replaced by later ones. */
export type Source = { readonly graphs: CurrentGraph; readonly parts: readonly Part[] };

/**
 * Makes the first graph of where the settings say it comes from. Errors: an Error when the file cannot be read, when
 * neither the registry nor the disk has a launch, or when what is there is unfit.
 */
export async function openSource(
  supergraph: Config['supergraph'],
  open: OpenGraph,
  now: () => number,
): Promise<Source> {
  if (supergraph.source === 'registry') return openFromRegistry(supergraph.registry, open, now);
  const graphs = await open(readFileSync(supergraph.path, 'utf8'));
  return { graphs, parts: supergraph.watch ? [watchText(supergraph.path, graphs.reload)] : [] };
}

async function openFromRegistry(
  { endpoints, ref = '', key = '', signingKey = [], cacheFile, timeoutMs }: Config['supergraph']['registry'],
  open: OpenGraph,
  now: () => number,
): Promise<Source> {
  const verify = createVerifyLaunch(signingKey);
  // Two gateways of one host are two instances, and one that is started again is another one.
  const instanceId = `${hostname()}-${randomBytes(4).toString('hex')}`;
  const ask = createAskUplink({ ref, key, timeoutMs, instanceId, version: readVersion() });
  const urls = endpoints.map((endpoint) => new URL(endpoint));
  const uplink = createUplink(urls, ref, ask, verify);
  const { graphs, part } = await openRegistry(uplink, createKeptLaunch(cacheFile, ref, verify), open, now);
  return { graphs, parts: [part] };
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
