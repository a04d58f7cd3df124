import { property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { Step } from './read-plan.ts';
import { declareFetch } from './request.ts';

/**
 * Writes statements that run a step and wait for it. What runs side by side is begun together, and each branch goes on by
 * itself: none waits for what another does later.
 */
export function emitStep(emitting: Emitting, step: Step): string {
  switch (step.kind) {
    case 'fetch':
      return `await ${declareFetch(emitting, step.part)}(run);`;
    case 'sequence':
      return step.steps.map((inner) => emitStep(emitting, inner)).join('\n');
    case 'parallel':
      return emitParallel(emitting, step.steps);
    case 'condition':
      return [
        `if (${property('run.v', step.variable)} === true) {`,
        emitStep(emitting, step.yes),
        '} else {',
        emitStep(emitting, step.no),
        '}',
      ].join('\n');
  }
}

function emitParallel(emitting: Emitting, steps: readonly Step[]): string {
  const names = steps.map((_, at) => `p${at}`);
  // None of them rejects, so that waiting for one after another leaves no rejection unseen.
  return [
    '{',
    ...steps.map((step, at) => `const ${names[at]} = ${branchOf(emitting, step)}(run);`),
    ...names.map((name) => `await ${name};`),
    '}',
  ].join('\n');
}

function branchOf(emitting: Emitting, step: Step): string {
  if (step.kind === 'fetch') return declareFetch(emitting, step.part);
  const body = emitStep(emitting, step);
  return emitting.source.declare('Branch', (name) => `async function ${name}(run) {\n${body}\n}`);
}
