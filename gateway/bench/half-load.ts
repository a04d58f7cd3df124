import { performance } from 'node:perf_hooks';
import { drive, type Load, type Outcome } from './load.ts';
import { waitedSeconds } from './process.ts';
import { median } from './report.ts';

/** What a contender is asked, and what the subgraphs behind it are asked by themselves. */
type HalfLoad = {
  readonly title: string;
  readonly pid: number;
  readonly contender: Omit<Load, 'rate' | 'connections' | 'seconds'>;
  readonly subgraph: Omit<Load, 'rate' | 'connections' | 'seconds'>;
  /** Requests to subgraphs for one of the contender's. */
  readonly fetches: number;
  /** Of the contender's, each second: half of what a core bears. */
  readonly rate: number;
  readonly seconds: number;
  readonly rounds: number;
};

/** Enough of them that no request waits for another's connection. */
const connections = 64;
const boundMs = 10;

/**
 * Asks a contender at a steady rate, and in turns with it a subgraph as often as the contender would ask one; prints the
 * p99 of each second, the median of all: a machine that stands still for 40 ms now and then spoils a second by that, and
 * no figure. What both wait for, such as a load that shares its core, is in both; and what share
 * of the time the contender and the load stood in line for their cores: where that is much, others are measured.
 */
export async function printHalfLoad(half: HalfLoad): Promise<void> {
  const [through, alone]: [number[], number[]] = [[], []];
  let failed = 0;
  const [ofContender, ofLoad]: [number[], number[]] = [[], []];
  for (let round = 0; round < half.rounds; round++) {
    const { seconds, rate, fetches } = half;
    const { outcome: routed, waited } = await watched({ ...half.contender, connections, seconds, rate }, half.pid);
    ofContender.push(waited.contender);
    ofLoad.push(waited.load);
    const direct = await drive({ ...half.subgraph, connections, seconds, rate: rate * fetches });
    through.push(...routed.p99s);
    alone.push(...direct.p99s);
    failed += routed.failed + direct.failed;
  }
  const [own, all] = [median(alone), median(through)];
  const good = through.filter((p99) => p99 < own + boundMs).length;
  console.log(
    `${half.title} at half load (${half.rate.toFixed(0)}/s): p99 ${all.toFixed(2)} ms, of the subgraph alone ` +
      `(${(half.rate * half.fetches).toFixed(0)}/s) ${own.toFixed(2)} ms: ${(all - own).toFixed(2)} ms more, below ${boundMs} ms in ${good} of ${through.length} seconds; ${failed} failed; ` +
      `the contender stood in line for its core ${percent(ofContender)} of the time, the load ${percent(ofLoad)}`,
  );
}

/** Drives a load, and tells for what share of the time the contender and this process waited for a core. */
async function watched(
  load: Load,
  pid: number,
): Promise<{ outcome: Outcome; waited: Record<'contender' | 'load', number> }> {
  const look = () => [performance.now() / 1_000, waitedSeconds(pid), waitedSeconds(process.pid)] as const;
  const [startedAt, contender, own] = look();
  const outcome = await drive(load);
  const [endedAt, contenderThen, ownThen] = look();
  const seconds = endedAt - startedAt;
  return { outcome, waited: { contender: (contenderThen - contender) / seconds, load: (ownThen - own) / seconds } };
}

function percent(shares: readonly number[]): string {
  return `${(median(shares) * 100).toFixed(0)} %`;
}
