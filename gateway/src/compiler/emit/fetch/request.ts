import { literal } from '../literal.ts';
import { emitAnyAsked } from './asked.ts';
import { constantBody } from './body.ts';
import { collectObjects } from './collect.ts';
import { declareContextual } from './contextual.ts';
import type { Emitting } from './emitting.ts';
import { declareMerge } from './merge.ts';
import { pieceOf, variableNames } from './query-text.ts';
import type { Part } from './read-plan.ts';
import { emitRenames } from './rename.ts';
import { shapeAt } from './shape.ts';
import { declareSite } from './site.ts';

/** Declares the function that runs a fetch which is not for entities alone; it gives a promise that never rejects. */
export function declareFetch(emitting: Emitting, part: Part): string {
  if (part.fetch.contextRewrites) return declareContextual(emitting, part);
  return part.path.length === 0 ? declareRoot(emitting, part) : declareInner(emitting, part);
}

/** The first answer becomes the store; what comes after it is merged into it. */
function declareRoot(emitting: Emitting, part: Part): string {
  const site = declareSite(emitting, part);
  const merge = declareMerge(emitting, part.given, emitting.shape);
  return declare(emitting, 'Root', [
    ...guard(part),
    'try {',
    ask(emitting, part),
    `const data = fetchData(run, ${site}, answer, undefined);`,
    'if (data === undefined) return;',
    ...emitRenames(part, 'data'),
    `if (run.store === undefined) run.store = data; else ${merge}(run.store, data);`,
    `} catch (error) { fetchFailed(run, error, ${site}, undefined, undefined); }`,
  ]);
}

/** A root type's fields within the answer: `type Receipt { query: Query }`. */
function declareInner(emitting: Emitting, part: Part): string {
  const site = declareSite(emitting, part);
  const merge = declareMerge(emitting, part.given, shapeAt(emitting.shape, part.path));
  return declare(emitting, 'Inner', [
    ...guard(part),
    'const t = [];',
    'try {',
    collectObjects(emitting, part, 't'),
    'if (t.length === 0) return;',
    ask(emitting, part),
    `const data = fetchData(run, ${site}, answer, t);`,
    'if (data === undefined) return;',
    ...emitRenames(part, 'data'),
    `for (let i = 0; i < t.length; i++) ${merge}(t[i], ${emitting.copies ? 'fetchCopy(data)' : 'data'});`,
    `} catch (error) { fetchFailed(run, error, ${site}, t, undefined); }`,
  ]);
}

/** Nothing is asked for when variables rule all of it out. */
function guard({ given }: Part): readonly string[] {
  const asked = emitAnyAsked(given);
  return asked === undefined ? [] : ['const v = run.v;', `if (!(${asked})) return;`];
}

function declare({ source }: Emitting, role: string, lines: readonly string[]): string {
  return source.declare(role, (name) => [`async function ${name}(run) {`, ...lines, '}'].join('\n'));
}

function ask(emitting: Emitting, part: Part): string {
  const { operation, fetch } = part;
  const piece = pieceOf(operation, undefined, variableNames(operation));
  const body = constantBody(emitting, operation.type, piece);
  const request = `{ type: ${literal(operation.type)}, body: ${body}, maxStaleMs: ${emitting.maxStaleMs([part])} }`;
  const isSame = piece.variables.length === 0;
  const sent = isSame ? emitting.source.declare('Request', (name) => `const ${name} = ${request};`) : request;
  return `const answer = await fetchSend(${literal(fetch.serviceName)}, ${sent}, run.call);`;
}
