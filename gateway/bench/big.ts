import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createCompilerPool } from '../src/documents/compiler-pool.ts';
import { bigSupergraph, chainOperation } from './big-supergraph.ts';
import { openGauge } from './turn-gauge.ts';

/**
 * What a supergraph of 1 MB costs: loading it, first plans, memory, and how long this thread's event loop stood still
 * meanwhile. Nothing else runs in this thread, so whatever holds it up is ours, or the machine's.
 */
const size = { subgraphs: 20, entities: 200 };
const supergraph = bigSupergraph(size, 1);
const options = {
  compiler: { limits: { maxTokens: 10_000 } },
  threads: 1,
  timeoutMs: 60_000,
  maxMemoryMb: 2_048,
};
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
const report = (what: string, figure: string) => process.stdout.write(`${what.padEnd(28)}${figure}\n`);

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  report(what, `${(performance.now() - began).toFixed(0)} ms`);
  return result;
}

const delay = monitorEventLoopDelay({ resolution: 1 });
const gauge = openGauge();
const rssBefore = process.memoryUsage().rss;
report('supergraph', megabytes(supergraph.length));
delay.enable();
const pool = await timed('load', () => createCompilerPool(supergraph, options));
report('memory after load (rss)', `+${megabytes(process.memoryUsage().rss - rssBefore)}`);
for (const hops of [1, 3, 6, 12, 1]) {
  const key = { text: `# ${hops}\n${chainOperation(hops)}` };
  await timed(`read, ${hops} hops`, () => pool.read(key));
  await timed(`plan and compile, ${hops} hops`, () => pool.compile(key, { granted: [], labels: [] }));
}
delay.disable();
report('memory at the end (rss)', `+${megabytes(process.memoryUsage().rss - rssBefore)}`);
report('event loop delay, max', `${(delay.max / 1e6).toFixed(1)} ms`);
report('CPU in one turn, max', `${gauge.close().toFixed(1)} ms`);
await pool.stop();
