import type { OperationTypeNode } from 'graphql';
import { queryOf } from '../../../execution/fetch-runtime-query.ts';
import { literal, property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { Piece } from './query-text.ts';
import { emitText } from './text.ts';

/** Writes the body of a request for a root type. */
export function constantBody(emitting: Emitting, type: OperationTypeNode, piece: Piece): string {
  const query = `{"query":${JSON.stringify(queryOf(type, [piece]))}`;
  if (piece.names.length === 0) return emitText([{ constant: `${query}}` }]);
  const values = piece.names.map((name) => emitVariable(emitting, name)).join(' + ');
  // Each begins with a comma, since any of them may be absent.
  return emitText([{ constant: `${query},"variables":{` }, { expression: `(${values}).slice(1)` }, { constant: '}}' }]);
}

/** Writes the body of a request for the entities of one part; `text` has their representations. */
export function entitiesBody(emitting: Emitting, piece: Piece, text: string, others: readonly string[] = []): string {
  const query = `{"query":${JSON.stringify(queryOf('query', [piece]))},"variables":{`;
  const values = [...piece.names.map((name) => emitVariable(emitting, name)), ...others];
  return emitText([
    { constant: `${query}${JSON.stringify(piece.entities?.variable)}:[` },
    { expression: text },
    { constant: ']' },
    ...values.map((expression) => ({ expression })),
    { constant: '}}' },
  ]);
}

/** Writes the text of a variable, `,"first":5`: made once in a run however often it is sent, empty when it is absent. */
export function emitVariable({ variables }: Emitting, name: string): string {
  const slot = variables.get(name) ?? `j${variables.size}`;
  variables.set(name, slot);
  const start = literal(`,${JSON.stringify(name)}:`);
  return `(run.${slot} ?? (run.${slot} = fetchVariable(${start}, ${property('run.v', name)})))`;
}

/**
 * Writes statements that make `body`, for those of several entries whose bits are in `mask`: what was
 * collected for the first is `c0`.
 */
export function batchBody(emitting: Emitting, pieces: readonly Piece[]): readonly string[] {
  const { source } = emitting;
  const known = pieces.map(({ variables, fields }) => ({ variables, fields }));
  const list = source.declare('Pieces', (name) => `const ${name} = JSON.parse(${literal(JSON.stringify(known))});`);
  const heads = source.declare('Heads', (name) => `const ${name} = [];`);
  const every = (1 << pieces.length) - 1;
  const names = [...new Set(pieces.flatMap((piece) => piece.names))];
  return [
    `let body = ${heads}[mask] ?? (${heads}[mask] = fetchHead(${list}, mask)), comma = '';`,
    ...pieces.map(({ entities }, at) => {
      const start = literal(`${JSON.stringify(entities?.variable)}:[`);
      return `if ((mask & ${1 << at}) !== 0) { body += comma + ${start} + c${at}.r + ']'; comma = ','; }`;
    }),
    ...names.map((name) => {
      const users = pieces.reduce((mask, piece, at) => (piece.names.includes(name) ? mask | (1 << at) : mask), 0);
      const add = `body += ${emitVariable(emitting, name)};`;
      return users === every ? add : `if ((mask & ${users}) !== 0) ${add}`;
    }),
    `body += '}}';`,
  ];
}
