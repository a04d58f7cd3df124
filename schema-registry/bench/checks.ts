import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, createTransaction, everyTenant } from '@fiscal/kit';
import { freePorts } from '../../deploy/local/ports.ts';
import { startCluster } from '../../deploy/local/postgres/cluster.ts';
import { addUsage } from '../src/store/index.ts';
import { type RegistryProcess, startRegistryProcess } from '../test/registry-process.ts';

const ref = { graphId: 'bench', variant: 'current' };
const subgraphs = 6;
const typesEach = 50;
const hourMs = 3_600_000;

/**
 * `npm run bench:checks [count] [changes]`: a registry in a process of its own, on a real Postgres, with a graph of 300 types, and
 * so many checks at once (1,000), of so many changes (100). Prints how long they took, and every answer that was wrong.
 */
async function main(count: number, changes: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-checks-'));
  await chmod(folder, 0o711);
  const [port = 0] = await freePorts(1);
  const cluster = await startCluster({ dataDir: folder, port, durable: false });
  await cluster.createDatabase('registry');
  const registry = await startRegistryProcess(cluster.url('registry'));
  try {
    const published = Array.from({ length: subgraphs }, (_, index) => ({
      name: `s${index}`,
      url: `http://s${index}`,
      sdl: sdlOf(index),
    }));
    const answer = await post(registry, '/api/publish', { ref: 'bench@current', subgraphs: published });
    if (!answer.launch) throw new Error(JSON.stringify(answer));
    await recordTraffic(cluster.url('registry'));
    const begunAt = performance.now();
    const checks = await Promise.all(Array.from({ length: count }, (_, index) => checkOne(registry, index % changes)));
    print(checks, performance.now() - begunAt);
  } finally {
    await registry.stop();
    await cluster.stop();
    await rm(folder, { recursive: true });
  }
}

/** Entities that all subgraphs but the first extend, and one field each that is asked for. */
function sdlOf(index: number, extra = ''): string {
  const types = Array.from({ length: typesEach }, (_, at) => {
    const next = `S${index}T${(at + 1) % typesEach}`;
    return `type S${index}T${at} @key(fields: "id") { id: ID! name: String unused: Int next: ${next} }`;
  });
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
  return [link, `type Query { s${index}: S${index}T0 }`, ...types, extra].join('\n');
}

async function recordTraffic(url: string): Promise<void> {
  const pool = createPool(url, 'bench');
  const hour = new Date(Math.floor(Date.now() / hourMs) * hourMs);
  const uses = [{ client: { name: 'web', version: '1' }, hour, requests: 10, errors: 0 }];
  const operations = Array.from({ length: 500 }, (_, index) => {
    const depth = 1 + (index % 40);
    const document = `query Q${index} { s${index % subgraphs} ${'{ next '.repeat(depth)}{ id name } ${'}'.repeat(depth)} }`;
    return { signatureHash: `q${index}`, name: `Q${index}`, document, fields: [], inputs: [], uses };
  });
  await createTransaction(pool)(everyTenant, (db) => addUsage(db, ref, operations, new Date()));
  await pool.end();
}

/** One in three adds something, one takes away what nobody asks for, one what many do. */
async function checkOne(registry: RegistryProcess, index: number) {
  const of = index % subgraphs;
  const type = `S${of}T${1 + (index % 40)}`;
  const added = sdlOf(of, `type New${index} { id: ID }  extend type Query { new${index}: New${index} }`);
  const line = (field: string) =>
    [`type ${type} @key(fields: "id") { id: ID! name: String unused: Int`, field] as const;
  const [from, to] = line(
    `type ${type} @key(fields: "id") { id: ID! ${index % 3 === 1 ? 'name: String' : 'unused: Int'}`,
  );
  const sdl = index % 3 === 0 ? added : added.replace(from, to);
  const begunAt = performance.now();
  const answer = await post(registry, '/api/check', { ref: 'bench@current', subgraph: `s${of}`, sdl });
  const expected = index % 3 === 2 ? 'FAILED' : 'PASSED';
  return {
    ms: performance.now() - begunAt,
    wrong: answer.status === expected ? undefined : `${index}: ${JSON.stringify(answer).slice(0, 500)}`,
  };
}

async function post(registry: RegistryProcess, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', 'x-api-key': registry.adminKey };
  const response = await fetch(new URL(path, registry.url), { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}

function print(checks: readonly { ms: number; wrong: string | undefined }[], totalMs: number): void {
  const sorted = checks.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (part: number) => `${((sorted[Math.ceil(part * sorted.length) - 1] ?? 0) / 1_000).toFixed(1)} s`;
  const wrong = checks.flatMap((each) => each.wrong ?? []);
  console.log(
    `${checks.length} checks at once of a graph of ${subgraphs * typesEach} types: ${(totalMs / 1_000).toFixed(1)} s in all`,
  );
  console.log(
    `  p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}; ${(totalMs / checks.length).toFixed(0)} ms of the registry each`,
  );
  console.log(`  wrong answers: ${wrong.length} ${wrong.slice(0, 5).join('\n')}`);
}

const [count = 1_000, changes = 100] = process.argv.slice(2).map(Number);
await main(count, changes);
