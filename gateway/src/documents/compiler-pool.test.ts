import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { bigSupergraph, chainOperation } from '../../bench/big-supergraph.ts';
import { openGauge } from '../../bench/turn-gauge.ts';
import { type CompilerPoolOptions, createCompilerPool, type RemoteCompiler } from './compiler-pool.ts';

const house = readFileSync(new URL('../../../supergraph/supergraph.graphql', import.meta.url), 'utf8');
const limits = { maxTokens: 100_000 };
const usual = { compiler: { limits }, threads: 1, timeoutMs: 10_000, maxMemoryMb: 256 };
const small = { text: 'query Small { invoice(id: "1") { id } }' };

describe('the compiler pool', () => {
  const pools: RemoteCompiler[] = [];
  const open = async (options: Partial<CompilerPoolOptions> = {}, supergraph = house) => {
    const pool = await createCompilerPool(supergraph, { ...usual, ...options });
    pools.push(pool);
    return pool;
  };
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.stop()));
  });

  it('reads and compiles as the compiler does', async () => {
    const pool = await open();
    expect(pool.subgraphs.map(({ name }) => name)).toContain('invoice');
    expect(pool.apiSdl).toContain('type Invoice');
    expect(await pool.read(small)).toMatchObject({ facts: { name: 'Small' } });
    expect(await pool.compile(small, { granted: [], labels: [] })).toMatchObject({ source: expect.any(String) });
  });

  it('gives the faults of a document as data', async () => {
    const pool = await open();
    expect(await pool.read({ text: '{' })).toMatchObject({ faults: [{ code: 'GRAPHQL_PARSE_FAILED' }] });
    expect(await pool.read({ text: '{ nothing }' })).toMatchObject({ faults: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] });
    expect(await pool.read({ ...small, operationName: 'Other' })).toMatchObject({ faults: [{ code: 'BAD_REQUEST' }] });
  });

  it('says what is wrong with a supergraph', async () => {
    await expect(createCompilerPool('type Query { a: Int }', usual)).rejects.toThrow(/core schema/);
    await expect(createCompilerPool('type Query {', usual)).rejects.toThrow(/Syntax Error/);
  });

  it('refuses a supergraph that does not fit into its memory', async () => {
    await expect(createCompilerPool(house, { ...usual, maxMemoryMb: 8 })).rejects.toThrow(/memory/);
  });

  it('ends a document that takes too long, refuses it at once the next time, and serves the others', async () => {
    const pool = await open({ timeoutMs: 1_000 });
    await expect(compile(pool, bomb)).rejects.toMatchObject({ kind: 'unavailable', code: 'PLANNING_TIMEOUT' });
    const nextTurn = new Promise((resolve) => setImmediate(resolve, 'waited'));
    const again = compile(pool, bomb).catch((error: { code: string }) => error.code);
    expect(await Promise.race([again, nextTurn])).toBe('PLANNING_TIMEOUT');
    expect(await eventuallyRead(pool)).toMatchObject({ facts: { name: 'Small' } });
  });

  it('loses a thread that needs too much memory, with its own document only', async () => {
    // More than a thread needs for its start, and so much time that only memory can run out.
    const pool = await open({ threads: 2, maxMemoryMb: 128, timeoutMs: 60_000 });
    const died = expect(compile(pool, bomb)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'PLANNING_FAILED',
      cause: { message: expect.stringContaining('memory') },
    });
    expect(await Promise.all([pool.read(small), pool.read(small)])).toMatchObject([{ facts: {} }, { facts: {} }]);
    await died;
    await expect(compile(pool, bomb)).rejects.toMatchObject({ code: 'PLANNING_FAILED' });
    expect(await pool.read(small)).toMatchObject({ facts: { name: 'Small' } });
  });

  it('lets only so many wait, and none for longer than one document may take', async () => {
    const pool = await open({ timeoutMs: 1_000 });
    const many = Array.from({ length: 300 }, () => compile(pool, bomb).catch((error: { code: string }) => error.code));
    const codes = await Promise.all(many);
    expect(new Set(codes)).toEqual(new Set(['PLANNING_TIMEOUT', 'PLANNING_OVERLOADED']));
    expect(codes.filter((code) => code === 'PLANNING_OVERLOADED').length).toBeGreaterThan(43);
  });

  it('keeps the event loop free while it reads a large supergraph and compiles', async () => {
    const supergraph = bigSupergraph({ subgraphs: 20, entities: 50 }, 1);
    const key = { text: chainOperation(48) };
    const read = await costOf(() => open({ timeoutMs: 60_000, maxMemoryMb: 1_024 }, supergraph));
    const compiled = await costOf(() => compile(pools[0] as RemoteCompiler, key));
    expect(read.longestTurnMs).toBeLessThan(read.cpuMs / 4);
    expect(compiled.longestTurnMs).toBeLessThan(compiled.cpuMs / 4);
  }, 60_000);

  it('refuses what is under way when it stops', async () => {
    const pool = await createCompilerPool(house, usual);
    const refused = expect(compile(pool, bomb)).rejects.toMatchObject({ code: 'PLANNING_FAILED' });
    await pool.stop();
    await refused;
    await expect(pool.read(small)).rejects.toMatchObject({ code: 'PLANNING_OVERLOADED' });
  });
});

const compile = (pool: RemoteCompiler, key: { readonly text: string }) =>
  pool.compile(key, { granted: [], labels: [] });

/**
 * The CPU that work takes in all threads, and the most of it that this one gave without a pause. Both in CPU, and held
 * against each other only, so that a slow or a busy machine changes nothing: work that is done here is most of its CPU.
 */
async function costOf(work: () => Promise<unknown>) {
  const before = process.cpuUsage();
  const gauge = openGauge();
  await work();
  const longestTurnMs = gauge.close();
  const { user, system } = process.cpuUsage(before);
  return { longestTurnMs, cpuMs: (user + system) / 1_000 };
}

/** Twice as much on every level. */
const bomb = {
  text: [
    'query Bomb($a: Boolean!, $b: Boolean!) { invoice(id: "1") { ...F0 } }',
    ...Array.from({ length: 19 }, (_, level) => {
      const inner = `...F${level + 1}`;
      return `fragment F${level} on Invoice { ... @include(if: $a) { ${inner} } ... @skip(if: $b) { ${inner} } }`;
    }),
    'fragment F19 on Invoice { id }',
  ].join('\n'),
};

/** A thread that starts anew takes its time. */
async function eventuallyRead(pool: RemoteCompiler) {
  for (let attempt = 0; attempt < 20; attempt++) {
    const outcome = await pool.read(small).catch((error: { code: string }) => error.code);
    if (outcome !== 'PLANNING_OVERLOADED') return outcome;
  }
  throw new Error('the pool does not come back');
}
