import { log, type Part } from '@fiscal/kit';
import type { Router } from '../domain/router.ts';

/** A poll of a router that may run the variant. */
export type RouterPoll = Pick<Router, 'ref' | 'instance' | 'clientName' | 'clientVersion' | 'keyName'> & {
  readonly launchId: string | undefined;
};

/** The instances of routers that ask this process. */
export type Routers = Part & {
  /** Costs no more than a look into a map. */
  saw(poll: RouterPoll): void;
  /** Those of a variant, `graph@variant`, that asked this process. */
  of(ref: string): readonly Router[];
};

const flushMs = 10_000;
/** An instance that goes on as it was is written down again after so long. */
const rewriteMs = 5 * 60_000;
const forgetMs = 60 * 60_000;
const mostKept = 20_000;
/** Instances name themselves: those of one variant must not put out those of others, nor be written down without end. */
const mostOfOne = 5_000;
const batch = 1_000;
/** What a launch of ours may be called. */
const launchName = /^[\w.:-]{1,64}$/;

type Seen = Omit<Router, 'launchId' | 'runningSince' | 'lastPollAt'> & {
  launchId: string | null;
  runningSince: number;
  lastPollAt: number;
  writtenAt: number;
};

/**
 * Makes the list of instances. What is new of them is written down every 10 s, all at once, and that they still ask
 * every 5 minutes, so that polls of routers that go on as they were need no database.
 */
export function createRouters(write: (routers: readonly Router[]) => Promise<void>, now: () => number): Routers {
  const seen = new Map<string, Seen>();
  const counts = new Map<string, number>();
  const count = (ref: string, by: 1 | -1) => {
    const next = (counts.get(ref) ?? 0) + by;
    if (next > 0) counts.set(ref, next);
    else counts.delete(ref);
  };
  const forget = (key: string) => {
    const known = seen.get(key);
    if (known) count(known.ref, -1);
    seen.delete(key);
  };
  const add = (key: string, poll: RouterPoll) => {
    if ((counts.get(poll.ref) ?? 0) >= mostOfOne) return;
    const [oldest] = seen.size < mostKept ? [] : seen.keys();
    if (oldest !== undefined) forget(oldest);
    seen.set(key, seenAt(poll, now()));
    count(poll.ref, 1);
  };
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();
  const flush = async () => {
    const at = now();
    const due = [...seen.values()].filter(({ writtenAt }) => at - writtenAt >= rewriteMs);
    for (const [key, { lastPollAt }] of seen) if (at - lastPollAt > forgetMs) forget(key);
    for (let first = 0; first < due.length; first += batch) {
      const some = due.slice(first, first + batch);
      await write(some.map(toRouter));
      for (const each of some) each.writtenAt = at;
    }
  };
  const flushOnce = () => {
    flushing = flushing.then(flush).catch((error: unknown) => {
      log.warn({ err: error }, 'what routers run could not be written down');
    });
    return flushing;
  };
  return {
    name: 'routers',
    saw(poll) {
      const key = `${poll.ref}\n${poll.instance}`;
      const known = seen.get(key);
      if (known) note(known, poll, now());
      else add(key, poll);
    },
    of: (ref) => [...seen.values()].filter((each) => each.ref === ref).map(toRouter),
    async start() {
      timer = setInterval(() => void flushOnce(), flushMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await flushOnce();
    },
  };
}

function note(known: Seen, poll: RouterPoll, at: number): void {
  known.lastPollAt = at;
  const launchId = launchOf(poll);
  if (launchId === null || launchId === known.launchId) return;
  known.launchId = launchId;
  known.runningSince = at;
  known.writtenAt = Number.NEGATIVE_INFINITY;
}

/** Routers say what they like: what is no name of a launch counts as nothing said. */
function launchOf({ launchId }: RouterPoll): string | null {
  return launchId !== undefined && launchName.test(launchId) ? launchId : null;
}

function seenAt(poll: RouterPoll, at: number): Seen {
  const launchId = launchOf(poll);
  return { ...poll, launchId, runningSince: at, lastPollAt: at, writtenAt: Number.NEGATIVE_INFINITY };
}

function toRouter({ runningSince, lastPollAt, writtenAt: _, ...seen }: Seen): Router {
  return { ...seen, runningSince: new Date(runningSince), lastPollAt: new Date(lastPollAt) };
}
