import { log, type Part } from '@fiscal/kit';
import type { CurrentGraph } from '../current-graph.ts';
import type { KeptLaunch } from './kept-launch.ts';
import type { Launch } from './launch.ts';
import { refusals } from './metrics.ts';
import { pause, pauseAfterAnswer, pauseAfterFailure } from './pause.ts';
import type { Uplink } from './uplink.ts';

/** How long a launch that could not be taken is not asked for again. */
const refusedForMs = 5 * 60_000;

type Followed = {
  readonly uplink: Uplink;
  readonly kept: KeptLaunch;
  readonly graphs: CurrentGraph;
  /** The launch that the first graph was made of. */
  readonly runningId: string;
  readonly firstDelaySeconds: number;
};

/** Asks the registry again and again what to run, and has the graph replaced when it is another launch. */
export function followRegistry(followed: Followed, now: () => number, random: () => number): Part {
  const stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  return {
    name: 'registry',
    start: async () => {
      loop = follow(followed, stopping.signal, now, random);
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

async function follow(followed: Followed, signal: AbortSignal, now: () => number, random: () => number): Promise<void> {
  const { uplink } = followed;
  const take = createTake(followed, now);
  let failures = 0;
  let pauseMs = pauseAfterAnswer(followed.firstDelaySeconds, random);
  while (await pause(pauseMs, signal)) {
    let minDelaySeconds = 0;
    try {
      const answer = await uplink.ask(take.asked(), signal);
      minDelaySeconds = answer.minDelaySeconds;
      if (answer.kind === 'error') throw new Error(`the registry refuses: ${answer.code}: ${answer.message}`);
      if (failures > 0) log.info('the registry answers again');
      failures = 0;
      pauseMs = pauseAfterAnswer(minDelaySeconds, random);
      if (answer.kind === 'launch') await take.launch(answer.launch);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      pauseMs = pauseAfterFailure(failures, random, minDelaySeconds);
      log.warn({ err: error, failures }, 'the registry does not say what to run; the last good graph stays');
    }
  }
}

/** Takes launches, and remembers which could not be, so that they do not come with every answer. */
function createTake({ graphs, kept, runningId: firstId }: Followed, now: () => number) {
  let runningId = firstId;
  let refused: { readonly id: string; readonly untilMs: number } | undefined;
  return {
    asked: () => ({ afterId: refused && now() < refused.untilMs ? refused.id : runningId, runningId }),
    async launch(launch: Launch): Promise<void> {
      const outcome = await graphs.reload(launch.supergraphSdl);
      if (outcome === 'refused') {
        refusals.add(1, { code: 'GRAPH_UNFIT' });
        log.error({ code: 'GRAPH_UNFIT', launch: launch.id }, 'a launch is refused: it is no graph that can be run');
        refused = { id: launch.id, untilMs: now() + refusedForMs };
        return;
      }
      if (outcome === 'overtaken') return;
      runningId = launch.id;
      refused = undefined;
      log.info({ launch: launch.id }, 'another launch is current');
      await kept.keep(launch);
    },
  };
}
