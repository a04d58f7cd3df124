import { Refusal } from '@fiscal/kit';
import type { SubgraphAnswer, SubgraphError } from '../traffic/subgraph-client.ts';
import type { Fault, Faults, Path, Store, Variables } from './executable.ts';
import { commonPath, ownValue, type Place, placesOf, type Site, seenPath } from './fetch-runtime-places.ts';

/** One run of generated code. */
export type Run = {
  readonly v: Variables;
  readonly faults: Faults;
  readonly store: Store | undefined;
  /** What was not asked for. */
  lacks: Lack[] | undefined;
};

type Lack = { readonly sites: readonly Site[]; readonly objects: readonly unknown[] };

/** Under which name the entities of a fetch come, and under which names those come that were asked for along with them. */
export type Asked = { readonly name: string; readonly all: readonly string[] };

/** Of the errors of one answer so many are told at their own places: no client is told of more. */
const maxErrors = 100;

type Objects = readonly unknown[] | undefined;
type Slots = readonly number[] | undefined;
/** What is said of a fault, wherever it is. */
type Told = Omit<Fault, 'path'>;
/** Where in what a fetch gives an error is. */
type Aim = { readonly slot: number | undefined; readonly path: Path };
/** undefined: nowhere in particular; 'elsewhere': in what another fetch of the same request gives. */
type Aimed = Aim | 'elsewhere' | undefined;

/** Notes that a fetch failed as a whole, at each field that it should have given. */
export function fetchFailed(run: Run, error: unknown, site: Site, objects: Objects, slots: Slots): void {
  const told: Told =
    error instanceof Refusal
      ? { message: error.message, code: error.code, cause: error }
      : { message: 'internal error', code: 'INTERNAL', cause: error };
  for (const place of placesOf(run.store, site, objects, slots)) tellFields(run, told, site, place);
}

/** Notes that what is in the store cannot be sent: lists within lists deeper than any stack. */
export function fetchUnfit({ faults }: Run, error: unknown, path: Path): undefined {
  faults.add({ message: 'internal error', code: 'INTERNAL', cause: error, ...(path.length > 0 ? { path } : {}) });
}

/** Gives what a subgraph answered about a root type, and notes its errors; undefined when there is nothing. */
export function fetchData(
  run: Run,
  site: Site,
  answer: SubgraphAnswer,
  objects: Objects,
): Record<string, unknown> | undefined {
  const data = answer.data ?? undefined;
  if (!answer.plain) run.faults.escapes = true;
  if (answer.errors || !data) {
    const places = placesOf(run.store, site, objects, undefined);
    tellErrors(
      run,
      site,
      answer,
      places,
      true,
      (path) => ({ slot: undefined, path }),
      () => data,
    );
  }
  return data;
}

/**
 * Gives the entities a subgraph answered, and notes its errors; undefined when there are none, or not as many as were
 * asked for: which of them is which cannot be known then. Null is what the subgraph does not know, undefined what failed.
 * `isFirst`: nothing else is taken from this answer before.
 */
export function fetchEntities(
  run: Run,
  site: Site,
  answer: SubgraphAnswer,
  asked: Asked,
  isFirst: boolean,
  count: number,
  objects: readonly unknown[],
  slots: readonly number[],
): readonly unknown[] | undefined {
  const list = answer.data?.[asked.name];
  if (!answer.plain) run.faults.escapes = true;
  if (!answer.errors && Array.isArray(list) && list.length === count) return list;
  const places = placesOf(run.store, site, objects, slots);
  const entityAt = (slot = -1) => (Array.isArray(list) ? list[slot] : undefined);
  tellErrors(run, site, answer, places, isFirst, (path) => entityAim(path, asked, count), entityAt);
  if (!answer.data) return undefined;
  if (Array.isArray(list) && list.length === count) return withoutFailed(list, answer.errors ?? [], asked);
  const why = Array.isArray(list) ? `${list.length} entities for ${count}` : 'entities that are no list';
  for (const place of places) tellFields(run, unusable(why), site, place);
  return undefined;
}

/** Notes that the entities for some objects are none, or say they are of another type. */
export function fetchStrange(run: Run, site: Site, objects: readonly unknown[]): void {
  const told = unusable('entities of another kind than what was asked for');
  for (const place of placesOf(run.store, site, objects, undefined)) tellFields(run, told, site, place);
}

/** Notes that something that was needed of objects is not there. */
export function fetchLack(run: Run, sites: readonly Site[], objects: readonly unknown[]): void {
  run.lacks ??= [];
  run.lacks.push({ sites, objects });
}

/**
 * Once all fetches are done, tells of what was needed and not there, at each field that was to be computed or looked up by
 * it. Where objects of several types are at a place, some have these fields from elsewhere.
 */
export function fetchTellLacks(run: Run): void {
  const told = unusable('entities without what is needed of them');
  for (const { sites, objects } of run.lacks ?? []) tellLack(run, told, sites, objects);
}

function tellLack(run: Run, told: Told, sites: readonly Site[], objects: readonly unknown[]): void {
  for (const site of sites) {
    for (const { path, typeName, object } of placesOf(run.store, site, objects, undefined)) {
      for (const { name, when } of site.fields) {
        if (ownValue(Object(object), name) !== undefined || (when && !when(String(typeName), run.v))) continue;
        const at = [...path, name];
        if (!run.faults.covers(at)) run.faults.add({ ...told, path: at, alone: true });
      }
    }
  }
}

/** What is nobody's for want of a key has none of the keys and inputs either that were to be looked up by it. */
export function fetchKeyless(sites: readonly Site[], objects: readonly Store[]): void {
  for (const { needed } of sites) {
    for (const name of needed) for (const object of objects) if (!Object.hasOwn(object, name)) object[name] = null;
  }
}

/** An error may be of any entity when it does not say of which. */
function withoutFailed(list: readonly unknown[], errors: readonly SubgraphError[], asked: Asked): readonly unknown[] {
  const failed = new Set<number>();
  for (const { path } of errors.slice(0, maxErrors)) {
    const aimed = Array.isArray(path) ? entityAim(path, asked, list.length) : undefined;
    if (aimed === 'elsewhere') continue;
    if (aimed?.slot === undefined) return list.map(knownOnly);
    failed.add(aimed.slot);
  }
  if (errors.length > maxErrors) return list.map(knownOnly);
  return list.map((entity, slot) => (failed.has(slot) ? knownOnly(entity) : entity));
}

function knownOnly(entity: unknown): unknown {
  return entity ?? undefined;
}

function entityAim([first, slot, ...path]: Path, { name, all }: Asked, count: number): Aimed {
  if (first === name && typeof slot === 'number' && slot < count) return { slot, path };
  return first !== name && all.includes(String(first)) ? 'elsewhere' : undefined;
}

function tellErrors(
  run: Run,
  site: Site,
  { data, errors = [] }: SubgraphAnswer,
  places: readonly Place[],
  isFirst: boolean,
  aim: (path: Path) => Aimed,
  answered: (slot: number | undefined) => unknown,
): void {
  const unplaced: Told[] = [];
  for (const error of errors.slice(0, maxErrors)) {
    const aimed = Array.isArray(error.path) && error.path.length > 0 ? aim(error.path) : undefined;
    if (!aimed) unplaced.push(toldOf(error));
    else if (aimed !== 'elsewhere') tellAt(run, toldOf(error), site, places, aimed, answered(aimed.slot));
  }
  if (!data) for (const place of places) tellFields(run, unplaced[0] ?? unusable('no data'), site, place);
  if (!isFirst) return;
  for (const error of errors.slice(maxErrors)) unplaced.push(toldOf(error));
  for (const told of data ? unplaced : unplaced.slice(1)) run.faults.add({ ...told, path: commonPath(site) });
}

function toldOf(error: SubgraphError): Told {
  const code = error.extensions?.code;
  return { message: error.message, ...(typeof code === 'string' ? { code } : {}), cause: error };
}

function unusable(why: string): Told {
  return { message: 'a part of the graph is not available now', code: 'SUBGRAPH_UNAVAILABLE', cause: new Error(why) };
}

function tellAt(
  run: Run,
  told: Told,
  site: Site,
  places: readonly Place[],
  { slot, path }: Aim,
  answer: unknown,
): void {
  for (const place of places) {
    if (place.slot !== slot) continue;
    if (path.length === 0) tellFields(run, told, site, place);
    else {
      const seen = seenPath(site, path, answer, run.v);
      if (seen) run.faults.add({ ...told, path: [...place.path, ...seen] });
    }
  }
}

/** A fault of an object as a whole: at each field that it lacks now, or at itself when the client sees none of them. */
function tellFields({ faults, v }: Run, told: Told, { fields }: Site, { path: at, typeName }: Place): void {
  const lacking = fields.filter(({ when }) => !when || when(String(typeName), v));
  const paths = lacking.length > 0 ? lacking.map(({ name }) => [...at, name]) : [at];
  for (const path of paths) {
    if (path.length === 0) faults.add(told);
    else if (!faults.covers(path)) faults.add({ ...told, path });
  }
}
