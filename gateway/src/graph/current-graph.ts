import { hash } from 'node:crypto';
import { log } from '@fiscal/kit';
import { metrics } from '@opentelemetry/api';
import type { RemoteCompiler } from '../documents/compiler-pool.ts';
import type { Clients } from './clients.ts';
import { createGraph, type Graph } from './graph.ts';
import { warmUp } from './warm-up.ts';

/** What became of a supergraph: taken, found to be current already, refused, or passed over for one that came later. */
export type Reloaded = 'current' | 'same' | 'refused' | 'overtaken';

/** Holds the graph that answers requests, and swaps it whole. */
export type CurrentGraph = {
  get(): Graph;
  /** Takes another supergraph, after what is asked most lately was compiled for it. Never rejects. */
  reload(supergraphSdl: string): Promise<Reloaded>;
  /** Has the listener called each time another graph has become current. */
  onChange(listener: () => void): void;
  /** Resolves when every graph is closed. */
  stop(): Promise<void>;
};

/** Errors: an Error that says what is wrong with the supergraph. */
export type StartCompiler = (supergraphSdl: string) => Promise<RemoteCompiler>;

const reloads = metrics.getMeter('@fiscal/gateway').createCounter('gateway.graph.reloads', {
  description: 'Supergraphs that were to replace the current one, by outcome',
});

/**
 * Makes the first graph. Another supergraph is made a graph beside it: until that is warm, and for good if it is unfit,
 * the old one answers. Requests that began on a graph end on it; it is closed after the last of them.
 * Errors: an Error that says what is wrong with the first supergraph.
 */
export async function openGraph(
  supergraphSdl: string,
  startCompiler: StartCompiler,
  clients: Clients,
  mask: boolean,
): Promise<CurrentGraph> {
  const load = async (sdl: string) => {
    const compiler = await startCompiler(sdl);
    try {
      return createGraph(compiler, clients, mask);
    } catch (error) {
      await compiler.stop();
      throw error;
    }
  };
  const closing = new Set<Promise<void>>();
  const listeners: (() => void)[] = [];
  let current = await load(supergraphSdl);
  let id = hash('sha256', supergraphSdl);
  let isStopped = false;
  let turn: Promise<unknown> = Promise.resolve();
  let latest = 0;

  const retire = (graph: Graph) => {
    const closed: Promise<void> = graph
      .retire()
      .catch((error: unknown) => log.error({ err: error }, 'a graph could not be closed'))
      .finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const swap = async (sdl: string): Promise<Reloaded> => {
    const nextId = hash('sha256', sdl);
    if (nextId === id || isStopped) return 'same';
    const next = await load(sdl);
    await warmUp(next, current);
    if (isStopped) {
      retire(next);
      return 'same';
    }
    retire(current);
    current = next;
    id = nextId;
    for (const listener of listeners) listener();
    log.info({ supergraph: id.slice(0, 12) }, 'another supergraph is current');
    return 'current';
  };
  const refuse = (error: unknown): Reloaded => {
    log.error({ err: error }, 'a supergraph is refused; the last good one stays');
    return 'refused';
  };
  return {
    get: () => current,
    onChange: (listener) => void listeners.push(listener),
    reload(sdl) {
      latest += 1;
      const number = latest;
      const outcome = turn.then(() => (number === latest ? swap(sdl) : 'overtaken')).catch(refuse);
      turn = outcome;
      return outcome.then((reloaded) => {
        reloads.add(1, { outcome: reloaded });
        return reloaded;
      });
    },
    async stop() {
      isStopped = true;
      await turn;
      retire(current);
      await Promise.all(closing);
    },
  };
}
