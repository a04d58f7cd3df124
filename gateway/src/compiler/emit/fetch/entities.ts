import { literal } from '../literal.ts';
import { emitAnyAsked } from './asked.ts';
import { batchBody, entitiesBody } from './body.ts';
import { collectObject, groupsOf } from './collect.ts';
import type { Emitting } from './emitting.ts';
import { type Piece, pieceOf, variableNames } from './query-text.ts';
import type { Part } from './read-plan.ts';
import { declareSite } from './site.ts';
import { declareTaker } from './take.ts';
import { emitWalk } from './walk.ts';

/** Parts that ask the same of the same kind of entities, at several places: their entities are asked for together. */
export type Entry = readonly [Part, ...Part[]];

/** A part with the names of what is generated for it. */
type Spot = {
  readonly part: Part;
  readonly objects: string;
  readonly slots: string;
  readonly site: string;
  readonly taker: string;
};

/** An entry with the names of what is collected for all of its places. */
type Asked = { readonly spots: readonly Spot[]; readonly count: string; readonly text: string; readonly at: number };

/**
 * Declares the function that asks one subgraph for entities, everything in one request; it gives a promise that never
 * rejects. Entries are left out that need nothing. When the whole answer is null, a fault of one entry may have taken the
 * others along, so that each is asked for by itself.
 */
export function declareEntities(emitting: Emitting, entries: readonly [Entry, ...Entry[]]): string {
  let spotCount = 0;
  const asked = entries.map((entry, at): Asked => {
    const spots = entry.map((part, of) => spotOf(emitting, part, spotCount++, of === 0));
    return { spots, count: `n${at}`, text: `r${at}`, at };
  });
  const spots = asked.flatMap((entry) => entry.spots);
  const ask = asked.length === 1 ? askOne(emitting, asked) : askAll(emitting, asked);
  return emitting.source.declare('Entities', (name) =>
    [
      `async function ${name}(run) {`,
      'const v = run.v;',
      `const ${spots.map(({ objects, slots }) => `${objects} = [], ${slots} = []`).join(', ')};`,
      `let ${asked.map(({ count, text }) => `${count} = 0, ${text} = ''`).join(', ')};`,
      'try {',
      ...asked.map((entry) => collect(emitting, entry)),
      ...ask,
      `} catch (error) {`,
      ...spots.map(fail),
      '}',
      '}',
    ].join('\n'),
  );
}

function spotOf(emitting: Emitting, part: Part, at: number, isLead: boolean): Spot {
  const site = declareSite(emitting, part);
  return { part, objects: `t${at}`, slots: `x${at}`, site, taker: declareTaker(emitting, part, site, isLead) };
}

function collect(emitting: Emitting, { spots, count, text, at }: Asked): string {
  const [first] = spots;
  const isOne = spots.length === 1 && first?.part.path.every(({ kind }) => kind !== 'list');
  const known = isOne ? undefined : (group: number) => `m${at}_${group}`;
  const maps = known && first ? groupsOf(emitting, first.part).map((_, group) => `${known(group)} = new Map()`) : [];
  const walks = spots.map(({ part, objects, slots }) => {
    const asked = emitAnyAsked(part.given);
    const walk = emitWalk(emitting, part.path, (ancestors) =>
      collectObject(emitting, part, ancestors.at(-1) ?? '', { objects, slots, count, text, known }),
    );
    return `${asked === undefined ? '' : `if (${asked}) `}{\n${walk}\n}`;
  });
  return [...(maps.length > 0 ? [`const ${maps.join(', ')};`] : []), ...walks].join('\n');
}

function askOne(emitting: Emitting, [entry]: readonly Asked[]): readonly string[] {
  return entry ? [`if (${entry.count} === 0) return;`, ...askApart(emitting, entry)] : [];
}

function askApart(emitting: Emitting, { spots, count, text }: Asked): readonly string[] {
  const [first] = spots;
  if (!first) return [];
  const { operation } = first.part;
  const piece = pieceOf(operation, undefined, variableNames(operation));
  const answer = declareAnswer(emitting, [piece], 0);
  return [
    send(emitting, [first.part], entitiesBody(emitting, piece, text)),
    ...spots.map((spot, at) => take(spot, `${answer}, ${at === 0}`, count)),
  ];
}

function askAll(emitting: Emitting, entries: readonly Asked[]): readonly string[] {
  const taken = entries.flatMap(({ spots }) => spots.flatMap(({ part }) => variableNames(part.operation)));
  const pieces = entries.flatMap(({ spots: [first], at }) => (first ? [pieceOf(first.part.operation, at, taken)] : []));
  const aparts = entries.map((entry) => declareApart(emitting, entry));
  const bits = entries.map(({ count }, at) => `(${count} === 0 ? 0 : ${1 << at})`);
  return [
    `const mask = ${bits.join(' | ')};`,
    'if (mask === 0) return;',
    ...batchBody(emitting, pieces),
    send(
      emitting,
      entries.flatMap(({ spots: [first] }) => first?.part ?? []),
      'body',
    ),
    'if ((answer.data === null || answer.data === undefined) && (mask & (mask - 1)) !== 0) {',
    ...entries.map(({ count }, at) => `const p${at} = ${count} === 0 ? undefined : ${aparts[at]};`),
    ...entries.map((_, at) => `await p${at};`),
    'return;',
    '}',
    ...entries.flatMap(({ spots, count }, at) => {
      const answer = declareAnswer(emitting, pieces, at);
      const isFirst = `(mask & ${(1 << at) - 1}) === 0`;
      const takes = spots.map((spot, of) => take(spot, `${answer}, ${of === 0 ? isFirst : 'false'}`, count));
      return [`if (${count} !== 0) {`, ...takes, '}'];
    }),
  ];
}

/** Declares the asking for one entry of several by itself; gives the call. */
function declareApart(emitting: Emitting, entry: Asked): string {
  const names = [entry.count, entry.text, ...entry.spots.flatMap(({ objects, slots }) => [objects, slots])].join(', ');
  const lines = askApart(emitting, entry);
  const name = emitting.source.declare('Apart', (own) =>
    [
      `async function ${own}(run, ${names}) {`,
      'try {',
      ...lines,
      '} catch (error) {',
      ...entry.spots.map(fail),
      '}',
      '}',
    ].join('\n'),
  );
  return `${name}(run, ${names})`;
}

/** Declares under which names entities come in an answer: those of one entry, and those of the others. */
function declareAnswer({ source }: Emitting, pieces: readonly Piece[], at: number): string {
  const names = pieces.flatMap(({ entities }) => entities?.name ?? []);
  const own = literal(names[at] ?? '');
  return source.declare('Answer', (name) => `const ${name} = { name: ${own}, all: ${literal(names)} };`);
}

/** All parts are for one subgraph. */
function send({ maxStaleMs }: Emitting, parts: readonly Part[], body: string): string {
  const subgraph = literal(parts[0]?.fetch.serviceName ?? '');
  return `const answer = await fetchSend(${subgraph}, { type: 'query', body: ${body}, maxStaleMs: ${maxStaleMs(parts)} }, run.call);`;
}

function take({ taker, objects, slots }: Spot, answer: string, count: string): string {
  return `${taker}(run, answer, ${answer}, ${count}, ${objects}, ${slots});`;
}

function fail({ site, objects, slots }: Spot): string {
  return `fetchFailed(run, error, ${site}, ${objects}, ${slots});`;
}
