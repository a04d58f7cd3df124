import { literal } from '../literal.ts';
import { batchBody, emitVariable, entitiesBody } from './body.ts';
import type { Emitting } from './emitting.ts';
import { type Piece, pieceOf, variableNames } from './query-text.ts';
import type { Part } from './read-plan.ts';
import { declareSite } from './site.ts';
import { declareTaker } from './take.ts';

/** Parts that ask the same of the same kind of entities, at several places: their entities are asked for together. */
export type Entry = readonly [Part, ...Part[]];

/** A part with the names of what is generated for it. */
type Spot = { readonly part: Part; readonly at: number; readonly site: string; readonly taker: string };

/**
 * Declares the function that asks for the entities of one entry, given what was collected for it (`declareCollect`). It
 * gives a promise that never rejects.
 */
export function declareAsk(emitting: Emitting, entry: Entry): string {
  return declareAskOf(emitting, entry[0], spotsOf(emitting, entry));
}

/**
 * Declares the function that asks one subgraph for the entities of several entries in one request, given what was
 * collected for each of them; an entry for which there is nothing is left out. When the whole answer is null, a fault of
 * one entry may have taken the others along, so that each is asked for by itself then.
 */
export function declareBatch(emitting: Emitting, entries: readonly Entry[]): string {
  const taken = entries.flatMap(([{ operation }]) => variableNames(operation));
  const pieces = entries.map(([{ operation }], at) => pieceOf(operation, at, taken));
  const spots = entries.map((entry) => spotsOf(emitting, entry));
  const asks = entries.map(([first], at) => declareAskOf(emitting, first, spots[at] ?? []));
  const collected = entries.map((_, at) => `c${at}`);
  return emitting.source.declare('Batch', (name) =>
    [
      `async function ${name}(run, ${collected.join(', ')}) {`,
      'try {',
      `const mask = ${collected.map((c, at) => `(${c} === undefined ? 0 : ${1 << at})`).join(' | ')};`,
      'if (mask === 0) return;',
      ...batchBody(emitting, pieces),
      send(emitting, entries.flat(), 'body'),
      'if ((answer.data === null || answer.data === undefined) && (mask & (mask - 1)) !== 0) {',
      ...collected.map((c, at) => `const p${at} = ${c} === undefined ? undefined : ${asks[at]}(run, ${c});`),
      ...collected.map((_, at) => `await p${at};`),
      'return;',
      '}',
      ...entries.flatMap((_, at) => takeEntry(emitting, pieces, at, spots[at] ?? [])),
      '} catch (error) {',
      ...spots.flatMap((own, at) => [`if (c${at} !== undefined) {`, ...own.map((spot) => fail(spot, `c${at}`)), '}']),
      '}',
      '}',
    ].join('\n'),
  );
}

/**
 * Declares what the runtime must know of an entry whose entities may be asked for along with others (`fetchMeet`).
 * `number` tells it from all others of the plan.
 */
export function declareItem(emitting: Emitting, entry: Entry, number: number): string {
  const [first] = entry;
  const { operation, fetch } = first;
  const taken = [...emitting.meeting.keys()].flatMap((part) => variableNames(part.operation));
  const { variables, fields, entities, names } = pieceOf(operation, number, taken);
  const spots = spotsOf(emitting, entry);
  const heads = emitting.source.declareOnce('Heads', (name) => `const ${name} = new Map();`);
  const ask = declareAskOf(emitting, first, spots);
  const texts = names.map((name) => `(run) => ${emitVariable(emitting, name)}`);
  return emitting.source.declare('Item', (name) =>
    [
      `const ${name} = {`,
      `subgraph: ${literal(fetch.serviceName)}, maxStaleMs: ${emitting.maxStaleMs(entry)}, heads: ${heads},`,
      `piece: { variables: ${literal(variables)}, fields: ${literal(fields)} },`,
      `name: ${literal(entities?.name ?? '')}, variable: ${literal(entities?.variable ?? '')},`,
      `names: ${literal(names)}, texts: [${texts.join(', ')}],`,
      `ask: ${ask},`,
      'take(run, answer, asked, isFirst, c) {',
      ...spots.map((spot) => take(spot, `asked, ${spot.at === 0 ? 'isFirst' : 'false'}`, 'c')),
      '},',
      `fail(run, error, c) { ${spots.map((spot) => fail(spot, 'c')).join(' ')} },`,
      '};',
    ].join('\n'),
  );
}

function spotsOf(emitting: Emitting, entry: Entry): readonly Spot[] {
  return entry.map((part, at) => {
    const site = declareSite(emitting, part);
    return { part, at, site, taker: declareTaker(emitting, part, site, at === 0) };
  });
}

function declareAskOf(emitting: Emitting, part: Part, spots: readonly Spot[]): string {
  const piece = pieceOf(part.operation, undefined, variableNames(part.operation));
  const answer = declareAnswer(emitting, [piece], 0);
  return emitting.source.declare('Ask', (name) =>
    [
      `async function ${name}(run, c) {`,
      'try {',
      send(emitting, [part], entitiesBody(emitting, piece, 'c.r')),
      ...spots.map((spot) => take(spot, `${answer}, ${spot.at === 0}`, 'c')),
      '} catch (error) {',
      ...spots.map((spot) => fail(spot, 'c')),
      '}',
      '}',
    ].join('\n'),
  );
}

function takeEntry(
  emitting: Emitting,
  pieces: readonly Piece[],
  at: number,
  spots: readonly Spot[],
): readonly string[] {
  const answer = declareAnswer(emitting, pieces, at);
  const isFirst = `(mask & ${(1 << at) - 1}) === 0`;
  const takes = spots.map((spot) => take(spot, `${answer}, ${spot.at === 0 ? isFirst : 'false'}`, `c${at}`));
  return [`if (c${at} !== undefined) {`, ...takes, '}'];
}

/** Declares under which names entities come in an answer: those of one entry, and those of the others. */
function declareAnswer({ source }: Emitting, pieces: readonly Piece[], at: number): string {
  const names = pieces.flatMap(({ entities }) => entities?.name ?? []);
  const own = literal(names[at] ?? '');
  return source.declareOnce('Answer', (name) => `const ${name} = { name: ${own}, all: ${literal(names)} };`);
}

/** All parts are for one subgraph. */
function send({ maxStaleMs }: Emitting, parts: readonly Part[], body: string): string {
  const subgraph = literal(parts[0]?.fetch.serviceName ?? '');
  return `const answer = await fetchSend(${subgraph}, { type: 'query', body: ${body}, maxStaleMs: ${maxStaleMs(parts)} }, run.call);`;
}

function take({ taker, at }: Spot, answer: string, collected: string): string {
  return `${taker}(run, answer, ${answer}, ${collected}.n, ${collected}.t${at}, ${collected}.x${at});`;
}

function fail({ site, at }: Spot, collected: string): string {
  return `fetchFailed(run, error, ${site}, ${collected}.t${at}, ${collected}.x${at});`;
}
