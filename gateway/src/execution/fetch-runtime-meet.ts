import type { Call, SubgraphAnswer, SubgraphRequest } from '../traffic/subgraph-client.ts';
import type { Asked, Run } from './fetch-runtime-faults.ts';
import { headOf, type QueryPiece } from './fetch-runtime-query.ts';

/** What was collected for a fetch; only the fetch knows what else there is. */
type Collected = { readonly r: string };

/** A fetch for entities that may go along with others of its subgraph, when they happen to begin at the same time. */
export type Item = {
  readonly subgraph: string;
  readonly maxStaleMs: number;
  /** Under names that no other fetch of the plan has. */
  readonly piece: QueryPiece;
  readonly name: string;
  readonly variable: string;
  /** The client's variables it uses, and what gives each one's text. */
  readonly names: readonly string[];
  readonly texts: readonly ((run: Run) => string)[];
  /** The beginnings of bodies of the plan, by the names of those that go together. */
  readonly heads: Map<string, string>;
  ask(run: Run, collected: Collected): Promise<void>;
  take(run: Run, answer: SubgraphAnswer, asked: Asked, isFirst: boolean, collected: Collected): void;
  fail(run: Run, error: unknown, collected: Collected): void;
};

type Send = (subgraph: string, request: SubgraphRequest, call: Call) => Promise<SubgraphAnswer>;
type Waiting = { readonly item: Item; readonly collected: Collected; readonly done: () => void };
export type Meeting = Run & { readonly call: Call; waiting: Waiting[] | undefined };

/** Beginnings of bodies kept for a plan: it is fewer that ever come together. */
const maxHeads = 200;

/**
 * Asks for a fetch's entities, in one request with all that branches of the plan ask of the same subgraph before the
 * event loop comes round: answers that have come in by then are taken first. The promise never rejects.
 */
export function fetchMeet(send: Send, run: Meeting, item: Item, collected: Collected): Promise<void> {
  return new Promise((done) => {
    if (!run.waiting) setImmediate(begin, send, run);
    run.waiting ??= [];
    run.waiting.push({ item, collected, done });
  });
}

function begin(send: Send, run: Meeting): void {
  const waiting = run.waiting ?? [];
  run.waiting = undefined;
  for (const group of Map.groupBy(waiting, ({ item }) => item.subgraph).values()) {
    // None of them rejects.
    void askTogether(send, run, group).then(() => {
      for (const { done } of group) done();
    });
  }
}

async function askTogether(send: Send, run: Meeting, group: readonly Waiting[]): Promise<void> {
  const [only, ...others] = group;
  if (only && others.length === 0) return only.item.ask(run, only.collected);
  const all = group.map(({ item }) => item.name);
  try {
    const answer = await send(only?.item.subgraph ?? '', requestOf(run, group, all), run.call);
    if (answer.data === null || answer.data === undefined) return await askApart(run, group);
    for (const { item, collected } of group) {
      item.take(run, answer, { name: item.name, all }, item === only?.item, collected);
    }
  } catch (error) {
    for (const { item, collected } of group) item.fail(run, error, collected);
  }
}

/** A fault of one may have taken the others along. */
async function askApart(run: Meeting, group: readonly Waiting[]): Promise<void> {
  await Promise.all(group.map(({ item, collected }) => item.ask(run, collected)));
}

function requestOf(run: Meeting, group: readonly Waiting[], all: readonly string[]): SubgraphRequest {
  let body = knownHead(group, all.join());
  let comma = '';
  for (const { item, collected } of group) {
    body += `${comma}"${item.variable}":[${collected.r}]`;
    comma = ',';
  }
  const maxStaleMs = Math.min(...group.map(({ item }) => item.maxStaleMs));
  return { type: 'query', body: `${body}${textOf(run, group)}}}`, maxStaleMs };
}

function knownHead(group: readonly Waiting[], key: string): string {
  const heads = group[0]?.item.heads ?? new Map<string, string>();
  const head = heads.get(key) ?? headOf(group.map(({ item }) => item.piece));
  if (heads.size >= maxHeads) heads.clear();
  heads.set(key, head);
  return head;
}

/** The client's variables, each once. */
function textOf(run: Run, group: readonly Waiting[]): string {
  const texts = new Map(group.flatMap(({ item }) => item.names.map((name, at) => [name, item.texts[at]] as const)));
  let text = '';
  for (const write of texts.values()) text += write?.(run) ?? '';
  return text;
}
