import type { EventBreak, EventRule } from './event-breaks.ts';
import { type EventSchemas, type Facts, readFacts, type SchemaAt } from './json-schema.ts';

type Place = { readonly place: readonly SchemaAt[]; readonly files: EventSchemas };
type ComparePlaces = (at: string, was: readonly SchemaAt[], is: readonly SchemaAt[]) => EventBreak[];

/** Those that hurt who reads new events by the schema before. */
const hurtsReaders: ReadonlySet<EventRule> = new Set<EventRule>([
  'EVENT_PROPERTY_REMOVED',
  'EVENT_PROPERTY_MADE_OPTIONAL',
  'EVENT_TYPE_CHANGED',
  'EVENT_ENUM_VALUE_ADDED',
  'EVENT_CONSTRAINT_LOOSENED',
  'EVENT_ALTERNATIVE_ADDED',
]);

/** Compares what two schemas say of one place, and goes on to what lies below it by `compare`. */
export function compareFacts(at: string, was: Place, is: Place, compare: ComparePlaces): EventBreak[] {
  const [before, after] = [readFacts(was.place, was.files), readFacts(is.place, is.files)];
  const say = (rule: EventRule, message: string): EventBreak => ({ rule, at, message: `${at} ${message}` });
  const breaks = [
    ...after.lost.map((each) => say('EVENT_REFERENCE_UNKNOWN', `refers to ${each}, which is nowhere`)),
    ...compareTypes(before, after).map(([rule, message]) => say(rule, message)),
    ...compareValues(before, after).map(([rule, message]) => say(rule, message)),
    ...compareConstraints(before, after).map(([rule, message]) => say(rule, message)),
    ...compareAlternatives(at, { was: was.place, is: is.place, before, after }, compare).map(([rule, message]) =>
      say(rule, message),
    ),
  ];
  const below = mayBe(after, 'array') && mayBe(before, 'array') && before.items.length > 0;
  return [
    ...breaks,
    ...(mayBe(after, 'object') && mayBe(before, 'object') ? compareObjects(at, before, after, compare) : []),
    ...(below ? compare(`${at}/items`, before.items, after.items) : []),
  ];
}

type Said = readonly [rule: EventRule, message: string];

function mayBe({ types }: Facts, type: string): boolean {
  return types === null || types.has(type);
}

function compareTypes({ types: was }: Facts, { types: is }: Facts): Said[] {
  if (was && is?.size === 0) return [['EVENT_TYPE_NARROWED', 'may have no value any more']];
  const added = was && (is === null ? ['anything'] : [...is].filter((each) => !was.has(each)));
  const gone = is && (was === null ? ['anything else'] : [...was].filter((each) => !is.has(each)));
  // An integer may be a number, but a reader of integers cannot read each number.
  const plain = (names: readonly string[]) => names.filter((each) => each !== 'integer' || names.length === 1);
  if (added && added.length > 0) return [['EVENT_TYPE_CHANGED', `may now be ${plain(added).join(' or ')}`]];
  return gone && gone.length > 0 ? [['EVENT_TYPE_NARROWED', `may no longer be ${plain(gone).join(' or ')}`]] : [];
}

function compareValues({ values: was }: Facts, { values: is }: Facts): Said[] {
  if (was && !is) return [['EVENT_ENUM_VALUE_ADDED', `may now be other than ${[...was].join(', ')}`]];
  const added = was && is ? [...is].filter((each) => !was.has(each)) : [];
  const gone = was && is ? [...was].filter((each) => !is.has(each)) : [];
  return [
    ...added.map((each): Said => ['EVENT_ENUM_VALUE_ADDED', `may now be ${each}, which readers do not know`]),
    ...gone.map((each): Said => ['EVENT_ENUM_VALUE_REMOVED', `may no longer be ${each}, which stored events are`]),
    ...(is && !was ? [['EVENT_CONSTRAINT_TIGHTENED', `may only be ${[...is].join(', ')}`] as const] : []),
  ];
}

function compareConstraints(before: Facts, after: Facts): Said[] {
  const looser: Said[] = [];
  const tighter: Said[] = [];
  const note = (list: Said[], rule: EventRule, message: string) => list.push([rule, message]);
  for (const [side, sign] of [
    ['atLeast', 1],
    ['atMost', -1],
  ] as const) {
    for (const keyword of new Set([...before[side].keys(), ...after[side].keys()])) {
      const [was, is] = [before[side].get(keyword), after[side].get(keyword)];
      const [wasStrict, isStrict] = [
        was === undefined ? -Infinity : was * sign,
        is === undefined ? -Infinity : is * sign,
      ];
      if (isStrict < wasStrict)
        note(looser, 'EVENT_CONSTRAINT_LOOSENED', `has ${keyword} ${is ?? 'no more'}, was ${was}`);
      if (isStrict > wasStrict)
        note(tighter, 'EVENT_CONSTRAINT_TIGHTENED', `has ${keyword} ${is}, was ${was ?? 'open'}`);
    }
  }
  for (const each of before.constraints) {
    if (!after.constraints.has(each)) note(looser, 'EVENT_CONSTRAINT_LOOSENED', `no longer holds to ${each}`);
  }
  for (const each of after.constraints) {
    if (!before.constraints.has(each)) note(tighter, 'EVENT_CONSTRAINT_TIGHTENED', `now holds to ${each}`);
  }
  return [...looser, ...tighter];
}

function compareObjects(at: string, before: Facts, after: Facts, compare: ComparePlaces): EventBreak[] {
  const said = (rule: EventRule, name: string, message: string): EventBreak => ({
    rule,
    at: `${at}/properties/${name}`,
    message: `${at}/properties/${name} ${message}`,
  });
  const names = new Set([...before.properties.keys(), ...before.required]);
  const known = [...names].flatMap((name): EventBreak[] => {
    const [was = [], is] = [before.properties.get(name), after.properties.get(name)];
    const [needed, kept] = [before.required.has(name), after.required.has(name)];
    if (!is && !kept) {
      return [said(needed ? 'EVENT_PROPERTY_REMOVED' : 'EVENT_OPTIONAL_PROPERTY_REMOVED', name, 'is no longer sent')];
    }
    const optional = needed && !kept ? [said('EVENT_PROPERTY_MADE_OPTIONAL', name, 'may now be missing')] : [];
    return [...optional, ...compare(`${at}/properties/${name}`, was, is ?? [])];
  });
  const demanded = [...after.required].filter((each) => !before.required.has(each));
  const extra = before.closed ? [...after.properties.keys()].filter((each) => !names.has(each)) : [];
  return [
    ...known,
    ...demanded.map((name) => said('EVENT_PROPERTY_REQUIRED', name, 'is required, and stored events may lack it')),
    ...extra.map((name) => said('EVENT_CLOSED_SCHEMA_EXTENDED', name, 'is sent, where nothing more was to come')),
    ...(after.closed && !before.closed
      ? [
          {
            rule: 'EVENT_SCHEMA_CLOSED' as const,
            at,
            message: `${at} takes nothing more, which stored events may have`,
          },
        ]
      : []),
  ];
}

type Sides = { was: readonly SchemaAt[]; is: readonly SchemaAt[]; before: Facts; after: Facts };

/** Each new alternative must be one that readers know; where there is but one way now, that must be. */
function compareAlternatives(at: string, { was, is, before, after }: Sides, compare: ComparePlaces): Said[] {
  const ways = after.alternatives.length > 0 ? after.alternatives.flat().map((each) => [each]) : [is];
  const unread = before.alternatives.flatMap((group) =>
    ways.filter((way) => !group.some((known) => isReadable(compare(at, [known], way)))),
  );
  const wereWays = before.alternatives.length > 0 ? before.alternatives.flat().map((each) => [each]) : [was];
  const gone = after.alternatives.flatMap((group) =>
    wereWays.filter((way) => !group.some((known) => isReadable(compare(at, [known], way)))),
  );
  return [
    ...unread.map((way): Said => ['EVENT_ALTERNATIVE_ADDED', `may now be ${nameOf(way)}, which readers do not know`]),
    ...gone.map((way): Said => ['EVENT_ALTERNATIVE_REMOVED', `may no longer be ${nameOf(way)}`]),
  ];
}

function isReadable(breaks: readonly EventBreak[]): boolean {
  return !breaks.some(({ rule }) => hurtsReaders.has(rule));
}

function nameOf(way: readonly SchemaAt[]): string {
  const text = JSON.stringify(way[0]?.schema) ?? 'anything';
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
