import { log, type Part } from '@fiscal/kit';
import type { CurrentGraph } from '../current-graph.ts';
import type { UplinkAnswer } from './ask-uplink.ts';
import { followRegistry } from './follow.ts';
import type { KeptLaunch } from './kept-launch.ts';
import type { Launch } from './launch.ts';
import { pause, pauseAfterFailure } from './pause.ts';
import type { Uplink } from './uplink.ts';

/** Makes the first graph. Errors: an Error that says what is wrong with the supergraph. */
export type OpenGraph = (supergraphSdl: string) => Promise<CurrentGraph>;

/** How long a first start waits for the registry to have something to run. */
const startMs = 60_000;
/** Waiting does not mend these. */
const final: readonly string[] = ['AUTHENTICATION_FAILED', 'ACCESS_DENIED'];

type First = { readonly launch: Launch; readonly graphs: CurrentGraph; readonly delaySeconds: number };

/**
 * Makes the first graph of what the registry says; while it is down, or what it says is unfit, of the last good launch
 * on disk. The part goes on asking. Errors: an Error when there is neither within a minute.
 */
export async function openRegistry(uplink: Uplink, kept: KeptLaunch, open: OpenGraph, now: () => number) {
  const deadline = AbortSignal.timeout(startMs);
  const { launch, graphs, delaySeconds } = await openFirst(uplink, kept, open, deadline);
  await kept.keep(launch);
  log.info({ launch: launch.id }, 'a launch is current');
  const followed = { uplink, kept, graphs, runningId: launch.id, firstDelaySeconds: delaySeconds };
  const part: Part = followRegistry(followed, now, Math.random);
  return { graphs, part };
}

async function openFirst(uplink: Uplink, kept: KeptLaunch, open: OpenGraph, deadline: AbortSignal): Promise<First> {
  const onDisk = await kept.read();
  for (let failures = 1; ; failures++) {
    const attempt = await openAsked(uplink, open, deadline).catch((error: unknown) => ({ error }));
    if ('graphs' in attempt) return attempt;
    log.warn({ err: attempt.error }, 'the registry gives no graph to start from');
    const fromDisk = onDisk && (await openKept(onDisk, open));
    if (fromDisk) return fromDisk;
    const isFinal = attempt.error instanceof Refused && final.includes(attempt.error.code);
    if (isFinal || !(await pause(pauseAfterFailure(failures, Math.random), deadline))) throw attempt.error;
  }
}

async function openAsked(uplink: Uplink, open: OpenGraph, deadline: AbortSignal): Promise<First> {
  const answer = await uplink.ask({ afterId: undefined, runningId: undefined }, deadline);
  if (answer.kind !== 'launch') throw new Refused(answer);
  const { launch, minDelaySeconds: delaySeconds } = answer;
  return { launch, graphs: await open(launch.supergraphSdl), delaySeconds };
}

async function openKept(launch: Launch, open: OpenGraph): Promise<First | undefined> {
  try {
    const graphs = await open(launch.supergraphSdl);
    log.warn({ launch: launch.id }, 'started from the last good launch on disk');
    return { launch, graphs, delaySeconds: 0 };
  } catch (error) {
    log.error({ err: error, launch: launch.id }, 'the launch that is kept on disk is unfit');
    return undefined;
  }
}

class Refused extends Error {
  readonly code: string;

  constructor(answer: UplinkAnswer) {
    const code = answer.kind === 'error' ? answer.code : 'NO_LAUNCH';
    super(answer.kind === 'error' ? `the registry refuses: ${code}: ${answer.message}` : 'the registry gave no launch');
    this.name = 'Refused';
    this.code = code;
  }
}
