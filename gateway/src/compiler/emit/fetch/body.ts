import type { OperationTypeNode } from 'graphql';
import { literal, property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import { type QueryPiece, queryOf } from './query-text.ts';
import { emitText, type TextPart } from './text.ts';

/** Writes the body of a request: only the representations and the values of variables are not known before it runs. */
export function emitBody(emitting: Emitting, type: OperationTypeNode, pieces: readonly QueryPiece[]): string {
  const query = `{"query":${JSON.stringify(queryOf(type, pieces))}`;
  const entities = pieces.flatMap(({ representations }, at): readonly TextPart[] =>
    representations === undefined
      ? []
      : [
          { constant: `${at === 0 ? '' : ','}${JSON.stringify(representations)}:[` },
          { expression: `r${at}` },
          { constant: ']' },
        ],
  );
  const names = [...new Set(pieces.flatMap((piece) => piece.names))];
  const values = names.map((name) => emitVariable(emitting, name));
  if (entities.length === 0 && values.length === 0) return emitText([{ constant: `${query}}` }]);
  // The text of a variable begins with a comma, since any of them may be absent.
  const rest: readonly TextPart[] =
    entities.length > 0
      ? [...entities, ...values.map((expression) => ({ expression }))]
      : [{ expression: `(${values.join(' + ')}).slice(1)` }];
  return emitText([{ constant: `${query},"variables":{` }, ...rest, { constant: '}}' }]);
}

/** Writes the text of a variable, `,"first":5`: made once in a run however often it is sent, empty when it is absent. */
function emitVariable({ variables }: Emitting, name: string): string {
  const slot = variables.get(name) ?? `j${variables.size}`;
  variables.set(name, slot);
  const start = literal(`,${JSON.stringify(name)}:`);
  return `(run.${slot} ?? (run.${slot} = fetchVariable(${start}, ${property('run.v', name)})))`;
}
