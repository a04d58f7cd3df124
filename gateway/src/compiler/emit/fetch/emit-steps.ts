import { type Batch, batchesOf } from './batches.ts';
import { conditionOn } from './condition.ts';
import type { Emitting } from './emitting.ts';
import { declareEntities } from './entities.ts';
import type { Part, Step } from './read-plan.ts';
import { declareFetch } from './request.ts';

/** Fetches that a batch asks for, by the name of the promise of its end. */
type Begun = ReadonlyMap<Part, string>;

const nothingBegun: Begun = new Map();

/**
 * Writes statements that run a step and wait for it. What runs side by side is begun together, and each branch goes on by
 * itself: none waits for what another does later.
 */
export function emitStep(emitting: Emitting, step: Step, begun = nothingBegun): string {
  switch (step.kind) {
    case 'fetch':
      return `await ${begun.get(step.part) ?? `${declareFetch(emitting, step.part)}(run)`};`;
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

function emitParallel(emitting: Emitting, steps: readonly Step[]): string {
  const batches = batchesOf(emitting, steps);
  const begun = new Map(batches.flatMap(({ parts }, at) => parts.map((part) => [part, `b${at}`] as const)));
  const branches = steps.flatMap((step) => branchOf(emitting, step, begun));
  // None of them rejects, so that waiting for one after another leaves no rejection unseen.
  return [
    '{',
    ...batches.map(({ entries }: Batch, at) => `const b${at} = ${declareEntities(emitting, entries)}(run);`),
    ...branches.map((branch, at) => `const p${at} = ${branch};`),
    ...branches.map((_, at) => `await p${at};`),
    ...batches.map((_, at) => `await b${at};`),
    '}',
  ].join('\n');
}

/** The call that runs a branch; none when there is no more to it than what a batch does. */
function branchOf(emitting: Emitting, step: Step, begun: Begun): readonly string[] {
  if (step.kind === 'fetch') return begun.has(step.part) ? [] : [`${declareFetch(emitting, step.part)}(run)`];
  const [first] = step.kind === 'sequence' ? step.steps : [];
  const promise = first?.kind === 'fetch' ? begun.get(first.part) : undefined;
  const body = emitStep(
    emitting,
    step,
    promise && first?.kind === 'fetch' ? new Map([[first.part, promise]]) : undefined,
  );
  const names = promise ? `run, ${promise}` : 'run';
  return [
    `${emitting.source.declare('Branch', (name) => `async function ${name}(${names}) {\nconst v = run.v;\n${body}\n}`)}(${names})`,
  ];
}
