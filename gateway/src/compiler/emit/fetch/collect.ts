import { literal } from '../literal.ts';
import { emitAnyAsked } from './asked.ts';
import type { Emitting } from './emitting.ts';
import type { Entry } from './entities.ts';
import { type Needs, needsOfType, readNeeds } from './needs.ts';
import { placeAt } from './places.ts';
import type { Part } from './read-plan.ts';
import { emitRepresentation, type Told } from './representation.ts';
import { emitTypeTest } from './type-test.ts';
import { emitWalk } from './walk.ts';

/**
 * Declares the function that finds what is to be asked for at the places of an entry: `n` entities, `r` the text of their
 * representations, equal ones once, and of each place the objects, `t0`, and which of the entities each is, `x0`. It gives
 * undefined when there is nothing. Fetches that need the same of the same objects share it: it is handed the sites of all
 * of them, to tell where something lacks what is needed.
 */
export function declareCollect(emitting: Emitting, entry: Entry): string {
  const [first] = entry;
  const isOne = entry.length === 1 && first.path.every(({ kind }) => kind !== 'list');
  const maps = isOne ? [] : groupsOf(emitting, first).map((_, group) => `, m${group} = new Map()`);
  const walks = entry.map((part, at) => {
    const collector: Collector = {
      objects: `t${at}`,
      slots: `x${at}`,
      count: 'n',
      text: 'r',
      lacking: 'l',
      keyless: 'k',
      known: isOne ? undefined : (group) => `m${group}`,
    };
    const asked = emitAnyAsked(part.given);
    const walk = emitWalk(emitting, part.path, (above) => collectObject(emitting, part, above.at(-1) ?? '', collector));
    return `${asked === undefined ? '' : `if (${asked}) `}{\n${walk}\n}`;
  });
  const lists = entry.map((_, at) => `t${at} = [], x${at} = []`).join(', ');
  return emitting.source.declareOnce('Collect', (name) =>
    [
      `function ${name}(run, sites) {`,
      `const v = run.v, ${lists}${maps.join('')};`,
      `let n = 0, r = '', l, k;`,
      'try {',
      ...walks,
      `} catch (error) { return fetchUnfit(run, error, ${literal(commonPath(first))}); }`,
      'if (l !== undefined) fetchLack(run, sites, l);',
      'if (k !== undefined) fetchKeyless(sites, k);',
      `return n === 0 ? undefined : { n, r, ${entry.map((_, at) => `t${at}, x${at}`).join(', ')} };`,
      '}',
    ].join('\n'),
  );
}

/** The place of a part as far as it is the same for all objects. */
function commonPath({ path }: Part): readonly string[] {
  const end = path.findIndex(({ kind }) => kind === 'list');
  const common = end === -1 ? path : path.slice(0, end);
  return common.flatMap((step) => (step.kind === 'field' ? [step.name] : []));
}

/** The variables that are filled while objects are collected. */
export type Collector = {
  /** The objects, and for each of them the place of its representation among those that are sent. */
  readonly objects: string;
  readonly slots: string;
  /** How many representations are sent, and their text. */
  readonly count: string;
  readonly text: string;
  /** The objects of which something is not there that is needed; undefined while there are none. */
  readonly lacking: string;
  /** The objects that have no key, all of it being null; undefined while there are none. */
  readonly keyless: string;
  /** Finds the place of a representation, by a group of types; undefined when there can be one object only. */
  readonly known: ((group: number) => string) | undefined;
};

/** Writes statements that put every object at a part's place into a list. */
export function collectObjects(emitting: Emitting, { path }: Part, objects: string): string {
  return emitWalk(emitting, path, (ancestors) => `${objects}.push(${ancestors.at(-1)});`);
}

/** Up to so many types, each has a place of its own among those that are known: its key tells its entities apart then. */
const fewTypes = 6;

/** What a fetch needs of the objects at its place, by groups of types. */
export function groupsOf(emitting: Emitting, part: Part): Needs {
  const { fetch, path } = part;
  const all = readNeeds(fetch.requires ?? [], fetch.inputRewrites ?? [], emitting.typeNames);
  // Without a type nothing can be looked up, nor without a key: the planner may leave types in of which nothing is asked.
  const groups = needsOfType(all, placeAt(emitting.places, path).type).filter(
    (group) => typeNeed(group) && hasKey(emitting, part, group),
  );
  return groups.flatMap((group) => {
    const { types = new Set(), needs } = group;
    if (typeNeed(group)?.constant !== undefined) return [group];
    const each = [...types].map((name) => ({ types: new Set([name]), needs }));
    return types.size > fewTypes ? togetherAlike(emitting, part, each) : each;
  });
}

/** Puts groups together again that need the same, where all of it is required for the sake of the same. */
function togetherAlike(emitting: Emitting, part: Part, groups: Needs): Needs {
  const alike = Map.groupBy(groups, (group) => {
    const { required, keys } = toldOf(emitting, part, group);
    return JSON.stringify([required, keys], (_, value) =>
      value instanceof Map || value instanceof Set ? [...value] : value,
    );
  });
  return [...alike.values()].map((same) => ({
    types: new Set(same.flatMap(({ types = [] }) => [...types])),
    needs: same.flatMap(({ needs }, at) => (at === 0 ? needs : [])),
  }));
}

/** Whether what is needed is enough to look an entity up, as far as the keys are known. */
function hasKey(emitting: Emitting, { fetch }: Part, group: Needs[number]): boolean {
  const keys = keysOfGroup(emitting, fetch.serviceName, group);
  return (
    keys.length === 0 || keys.some((key) => [...key].every((name) => group.needs.some(({ sent }) => sent === name)))
  );
}

function typeNeed({ needs }: Needs[number]): Needs[number]['needs'][number] | undefined {
  return needs.find(({ sent }) => sent === '__typename');
}

/** Writes statements that collect an object that is named `here`, if it fits the fetch; equal representations once. */
export function collectObject(emitting: Emitting, part: Part, here: string, collector: Collector): string {
  return groupsOf(emitting, part)
    .map((group, at) => collectGroup(emitting, part, group, here, { ...collector, known: collector.known?.(at) }))
    .join('\nelse ');
}

type GroupCollector = Omit<Collector, 'known'> & { readonly known: string | undefined };

function collectGroup(
  emitting: Emitting,
  part: Part,
  group: Needs[number],
  here: string,
  { objects, slots, count, text: all, lacking, keyless, known }: GroupCollector,
): string {
  const { read, test, lack, text, identity } = emitRepresentation(emitting, toldOf(emitting, part, group), here);
  const find = [
    `const w = ${identity};`,
    `let x = ${known}.get(w);`,
    `if (x === undefined) { x = ${count}++; ${known}.set(w, x); ${all} += x === 0 ? ${text} : ',' + ${text}; }`,
  ];
  const found = known ? find : [`const x = 0; ${count} = 1; ${all} = ${text};`];
  const lacks = lack === undefined ? '' : ` else if (${lack}) (${lacking} ??= []).push(${here});`;
  const otherwise = test === 'true' ? '' : `${lacks} else (${keyless} ??= []).push(${here});`;
  const pushes = `${objects}.push(${here}); ${slots}.push(x);`;
  const body = [read, `if (${test}) {`, ...found, pushes, `}${otherwise}`].join('\n');
  const isKnown = placeAt(emitting.places, part.path).type !== undefined;
  const condition =
    group.types && !isKnown ? `if (${emitTypeTest(emitting.source, `${here}.__typename`, group.types)}) ` : '';
  return `${condition}{\n${body}\n}`;
}

function toldOf(emitting: Emitting, { fetch: { serviceName }, given, path }: Part, group: Needs[number]): Told {
  const place = placeAt(emitting.places, path);
  const required = emitting.requiredOf(serviceName, typesTold(group) ?? new Set(), given);
  return { group, place, keys: keysOfGroup(emitting, serviceName, group), required };
}

/** The sets of names by which a subgraph looks up what it is told of a group, once each. */
function keysOfGroup({ keysOf }: Emitting, subgraph: string, group: Needs[number]): Told['keys'] {
  const all = [...(typesTold(group) ?? [])].flatMap((name) => keysOf(subgraph, name));
  return [...new Map(all.map((key) => [[...key].sort().join(' '), key])).values()];
}

/** As which types objects are told: an interface object's subgraph knows them by another one. */
function typesTold(group: Needs[number]): ReadonlySet<string> | undefined {
  const constant = typeNeed(group)?.constant;
  return constant === undefined ? group.types : new Set([String(JSON.parse(constant))]);
}
