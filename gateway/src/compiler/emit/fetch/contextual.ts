import { literal } from '../literal.ts';
import { entitiesBody } from './body.ts';
import { collectObject, groupsOf } from './collect.ts';
import { type ContextValue, contextValuesOf, declareContextValue } from './context-value.ts';
import type { Emitting } from './emitting.ts';
import { pieceOf, variableNames } from './query-text.ts';
import type { Part } from './read-plan.ts';
import { declareSite } from './site.ts';
import { declareTaker } from './take.ts';
import { emitWalk } from './walk.ts';

/** So many requests of one fetch are under way at a time. */
const maxAtOnce = 16;

/**
 * Declares the function that asks for entities whose fields take values from what is around them (`@fromContext`): these
 * are variables of the request, so that objects are grouped by their values, and each group is asked for by itself. What
 * it gives is a promise that never rejects.
 */
export function declareContextual(emitting: Emitting, part: Part): string {
  const site = declareSite(emitting, part);
  const values = contextValuesOf(part);
  const ask = declareGroup(emitting, part, site, values);
  return emitting.source.declare('Contextual', (name) =>
    [
      `async function ${name}(run) {`,
      'const v = run.v, groups = new Map();',
      'let l, k;',
      'try {',
      emitWalk(emitting, part.path, (ancestors) => collect(emitting, part, values, ancestors)),
      `if (l !== undefined) fetchLack(run, [${site}], l);`,
      `if (k !== undefined) fetchKeyless([${site}], k);`,
      'let begun = [];',
      'for (const g of groups.values()) {',
      `if (begun.length === ${maxAtOnce}) { for (const p of begun) await p; begun = []; }`,
      `if (g.n !== 0) begun.push(${ask}(run, g));`,
      '}',
      'for (const p of begun) await p;',
      '} catch (error) {',
      `fetchFailed(run, error, ${site}, [...groups.values()].flatMap((g) => g.t), undefined);`,
      '}',
      '}',
    ].join('\n'),
  );
}

function collect(
  emitting: Emitting,
  part: Part,
  values: readonly ContextValue[],
  ancestors: readonly string[],
): string {
  const reads = values.map((value, at) => {
    // What is beyond the root has no such value.
    const from = ancestors.at(-1 - value.up) ?? 'undefined';
    return `c${at} = ${declareContextValue(emitting, value)}(${from})`;
  });
  const names = values.map((_, at) => `c${at}`);
  const text = values.map(({ name }, at) => `${literal(`,${JSON.stringify(name)}:`)} + c${at}`).join(' + ');
  const maps = groupsOf(emitting, part)
    .map((_, at) => `, m${at}: new Map()`)
    .join('');
  const known = (group: number) => `g.m${group}`;
  return [
    `const ${reads.join(', ')};`,
    `if (${names.map((name) => `${name} !== undefined`).join(' && ')}) {`,
    `const c = ${text};`,
    'let g = groups.get(c);',
    `if (g === undefined) { g = { t: [], x: [], n: 0, r: '', c${maps} }; groups.set(c, g); }`,
    collectObject(emitting, part, ancestors.at(-1) ?? '', {
      objects: 'g.t',
      slots: 'g.x',
      count: 'g.n',
      text: 'g.r',
      lacking: 'l',
      keyless: 'k',
      known,
    }),
    '}',
  ].join('\n');
}

function declareGroup(emitting: Emitting, part: Part, site: string, values: readonly ContextValue[]): string {
  const taker = declareTaker(emitting, part, site, true);
  const piece = pieceOf(part.operation, undefined, variableNames(part.operation));
  const names = piece.names.filter((name) => values.every((value) => value.name !== name));
  const body = entitiesBody(emitting, { ...piece, names }, 'g.r', ['g.c']);
  const asked = emitting.source.declare(
    'Answer',
    (name) => `const ${name} = { name: '_entities', all: ['_entities'] };`,
  );
  return emitting.source.declare('Group', (name) =>
    [
      `async function ${name}(run, g) {`,
      'try {',
      `const answer = await fetchSend(${literal(part.fetch.serviceName)}, { type: 'query', body: ${body}, maxStaleMs: ${emitting.maxStaleMs([part])} }, run.call);`,
      `${taker}(run, answer, ${asked}, true, g.n, g.t, g.x);`,
      '} catch (error) {',
      `fetchFailed(run, error, ${site}, g.t, g.x);`,
      '}',
      '}',
    ].join('\n'),
  );
}
