import { type Batch, batchesOf } from './batches.ts';
import { declareCollect } from './collect.ts';
import { conditionOn } from './condition.ts';
import type { Emitting } from './emitting.ts';
import { declareAsk, declareBatch, declareItem, type Entry } from './entities.ts';
import { collects } from './meeting.ts';
import type { Part, Step } from './read-plan.ts';
import { declareFetch } from './request.ts';
import { declareSite } from './site.ts';

/** The names of the promises of fetches that are begun. */
type Begun = ReadonlyMap<Part, string>;

/**
 * Writes statements that run a step and wait for it. What runs side by side is begun together, and each branch goes on by
 * itself: none waits for what another does later.
 */
export function emitStep(emitting: Emitting, step: Step, begun: Begun = new Map()): string {
  switch (step.kind) {
    case 'fetch':
      return emitFetch(emitting, step.part, begun);
    case 'sequence':
      return step.steps.map((inner) => emitStep(emitting, inner, begun)).join('\n');
    case 'parallel':
      return emitParallel(emitting, step.steps);
    case 'condition':
      return [
        `if (${conditionOn(step.variable, true)}) {`,
        emitStep(emitting, step.yes),
        '} else {',
        emitStep(emitting, step.no),
        '}',
      ].join('\n');
  }
}

function emitFetch(emitting: Emitting, part: Part, begun: Begun): string {
  const promise = begun.get(part);
  if (promise) return `await ${promise};`;
  if (!collects(part)) return `await ${declareFetch(emitting, part)}(run);`;
  const collected = `${declareCollect(emitting, [part])}(run, ${declareSites(emitting, [part])})`;
  return `{ const c = ${collected}; if (c !== undefined) await ${emitAsk(emitting, [part], 'c')}; }`;
}

function emitParallel(emitting: Emitting, steps: readonly Step[]): string {
  const firsts = steps.flatMap(firstOf).filter(collects);
  // What is begun by several fetches is written once, before any of them changes the store.
  const collected = new Map<string, { readonly name: string; readonly parts: Part[] }>();
  const begun = new Map<Part, string>();
  const batches = batchesOf(emitting, firsts).flatMap((entries): readonly Batch[] =>
    entries.every(([part]) => emitting.meeting.has(part)) ? entries.map((entry) => [entry]) : [entries],
  );
  const begins = batches.map((entries, at) => {
    for (const part of entries.flat()) begun.set(part, `b${at}`);
    const names = entries.map((entry) => {
      const collect = declareCollect(emitting, entry);
      const known = collected.get(collect) ?? { name: `c${collected.size}`, parts: [] };
      collected.set(collect, known);
      known.parts.push(...entry);
      return known.name;
    });
    const [only, ...others] = entries;
    if (others.length > 0) return `${declareBatch(emitting, entries)}(run, ${names.join(', ')})`;
    return `${names[0]} === undefined ? undefined : ${emitAsk(emitting, only, names[0] ?? '')}`;
  });
  const branches = steps.flatMap((step) => branchOf(emitting, step, begun));
  // None of them rejects, so that waiting for one after another leaves no rejection unseen.
  return [
    '{',
    ...[...collected].map(
      ([collect, { name, parts }]) => `const ${name} = ${collect}(run, ${declareSites(emitting, parts)});`,
    ),
    ...begins.map((begin, at) => `const b${at} = ${begin};`),
    ...branches.map((branch, at) => `const p${at} = ${branch};`),
    ...branches.map((_, at) => `await p${at};`),
    ...begins.map((_, at) => `await b${at};`),
    '}',
  ].join('\n');
}

function declareSites(emitting: Emitting, parts: readonly Part[]): string {
  const sites = parts.map((part) => declareSite(emitting, part));
  return emitting.source.declareOnce('Sites', (name) => `const ${name} = [${sites.join(', ')}];`);
}

/** The call that asks for what was collected for an entry, at once or with what other branches ask by then. */
function emitAsk(emitting: Emitting, entry: Entry, collected: string): string {
  const number = emitting.meeting.get(entry[0]);
  if (number === undefined) return `${declareAsk(emitting, entry)}(run, ${collected})`;
  return `fetchMeet(fetchSend, run, ${declareItem(emitting, entry, number)}, ${collected})`;
}

/** The call that runs a branch; none when there is no more to it than what is begun. */
function branchOf(emitting: Emitting, step: Step, begun: Begun): readonly string[] {
  const [first] = firstOf(step);
  const promise = first && begun.get(first);
  if (step.kind === 'fetch') return promise ? [] : [`${declareFetch(emitting, step.part)}(run)`];
  const body = emitStep(emitting, step, first && promise ? new Map([[first, promise]]) : undefined);
  const names = promise ? `run, ${promise}` : 'run';
  const branch = emitting.source.declare(
    'Branch',
    (name) => `async function ${name}(${names}) {\nconst v = run.v;\n${body}\n}`,
  );
  return [`${branch}(${names})`];
}

/** The fetch that a step begins with. */
function firstOf(step: Step): readonly Part[] {
  if (step.kind === 'sequence') return step.steps[0]?.kind === 'fetch' ? [step.steps[0].part] : [];
  return step.kind === 'fetch' ? [step.part] : [];
}
