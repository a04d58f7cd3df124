import { setTimeout as wait } from 'node:timers/promises';
import { log } from '@fiscal/kit';
import type { Document } from '../documents/document.ts';
import type { Graph } from './graph.ts';

const maxDocuments = 500;
const maxMs = 20_000;
/** Documents that are with the compiler at a time; its line has room for requests as well. */
const atATime = 4;

/**
 * Has a graph compile what another one was asked most lately, so that no request waits for that after the swap. What is
 * not done after 20 s is left to the requests.
 */
export async function warmUp(graph: Graph, from: Graph): Promise<void> {
  const documents = from.documents.recent().slice(0, maxDocuments);
  const timer = new AbortController();
  const late = wait(maxMs, undefined, { signal: timer.signal }).catch(() => undefined);
  const queue = documents.values();
  const work = async () => {
    for (const document of queue) {
      if (timer.signal.aborted) return;
      await compileLike(graph, document);
    }
  };
  await Promise.race([Promise.all(Array.from({ length: atATime }, work)), late]);
  timer.abort();
  log.info({ documents: documents.length }, 'a graph is warm');
}

/** What a document no longer means in this graph, or cannot be compiled, is no reason to refuse the graph. */
async function compileLike(graph: Graph, { key, facts, variants }: Document): Promise<void> {
  try {
    const found = await graph.documents.find(key.text, key.operationName);
    if ('faults' in found) return;
    // Under other rules or labels the variants mean something else.
    if (JSON.stringify([found.facts.rules, found.facts.labels]) !== JSON.stringify([facts.rules, facts.labels])) return;
    for (const variant of variants()) await found.prepare(variant);
  } catch (error) {
    log.debug({ err: error }, 'a document could not be compiled ahead');
  }
}
