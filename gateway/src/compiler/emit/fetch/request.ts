import { literal } from '../literal.ts';
import { emitBody } from './body.ts';
import { collectObjects, collectRepresentations } from './collect.ts';
import type { Emitting } from './emitting.ts';
import { declareMerge } from './merge.ts';
import { pieceOf } from './query-text.ts';
import type { Part } from './read-plan.ts';
import { shapeAt } from './shape.ts';
import { declareSite } from './site.ts';

/** Declares the function that runs one fetch of the plan. What it gives never rejects. */
export function declareFetch(emitting: Emitting, part: Part): string {
  const site = declareSite(emitting, part);
  const merge = declareMerge(emitting, part.given, shapeAt(emitting.shape, part.path));
  if (part.operation.isEntities) return declareEntities(emitting, part, site, merge);
  return part.path.length === 0 ? declareRoot(emitting, part, site, merge) : declareInner(emitting, part, site, merge);
}

/** The first answer becomes the store; what comes after it is merged into it. */
function declareRoot(emitting: Emitting, part: Part, site: string, merge: string): string {
  const take = [
    `const data = fetchData(run, ${site}, answer, undefined);`,
    'if (data === undefined) return;',
    `if (run.store === undefined) run.store = data; else ${merge}(run.store, data);`,
  ];
  return declare(
    emitting,
    'Root',
    ['try {', ask(emitting, part), ...take],
    `fetchFailed(run, error, ${site}, undefined);`,
  );
}

/** A root type's fields within the answer: `type Receipt { query: Query }`. */
function declareInner(emitting: Emitting, part: Part, site: string, merge: string): string {
  const head = ['const t0 = [];', 'try {', collectObjects(emitting, part), 'if (t0.length === 0) return;'];
  const take = [
    `const data = fetchData(run, ${site}, answer, { objects: t0, slots: undefined });`,
    'if (data === undefined) return;',
    `for (let i = 0; i < t0.length; i++) ${merge}(t0[i], data);`,
  ];
  return declare(
    emitting,
    'Inner',
    [...head, ask(emitting, part), ...take],
    `fetchFailed(run, error, ${site}, { objects: t0, slots: undefined });`,
  );
}

function declareEntities(emitting: Emitting, part: Part, site: string, merge: string): string {
  const head = ['const t0 = [], x0 = [];', `let n0 = 0, r0 = '';`, 'try {', collectRepresentations(emitting, part)];
  const take = [
    `const list = fetchEntities(run, ${site}, answer, '_entities', n0, { objects: t0, slots: x0 });`,
    'if (list === undefined) return;',
    'for (let i = 0; i < t0.length; i++) {',
    'const e = list[x0[i]];',
    `if (typeof e === 'object' && e !== null) ${merge}(t0[i], e);`,
    '}',
  ];
  const lines = [...head, 'if (n0 === 0) return;', ask(emitting, part), ...take];
  return declare(emitting, 'Entities', lines, `fetchFailed(run, error, ${site}, { objects: t0, slots: x0 });`);
}

function declare({ source }: Emitting, role: string, lines: readonly string[], onError: string): string {
  return source.declare(role, (name) =>
    [`async function ${name}(run) {`, ...lines, '} catch (error) {', onError, '}', '}'].join('\n'),
  );
}

function ask(emitting: Emitting, part: Part): string {
  const { type } = part.operation;
  const piece = pieceOf(part, undefined);
  const request = `{ type: ${literal(type)}, body: ${emitBody(emitting, type, [piece])}, maxStaleMs: 0 }`;
  const isSame = piece.variables.length === 0;
  const sent = isSame ? emitting.source.declare('Request', (name) => `const ${name} = ${request};`) : request;
  return `const answer = await fetchSend(${literal(part.fetch.serviceName)}, ${sent}, run.call);`;
}
