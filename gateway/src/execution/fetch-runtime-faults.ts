import { Refusal } from '@fiscal/kit';
import type { SubgraphAnswer, SubgraphError } from '../traffic/subgraph-client.ts';
import type { Fault, Faults, Path, Store, Variables } from './executable.ts';
import { commonPath, type Place, placesOf, type Site, type Targets } from './fetch-runtime-places.ts';

/** One run of generated code. */
export type Run = { readonly v: Variables; readonly faults: Faults; readonly store: Store | undefined };

/** What is said of a fault, wherever it is. */
type Told = Omit<Fault, 'path'>;

const unusable = (why: string): Told => ({
  message: 'a part of the graph is not available now',
  code: 'SUBGRAPH_UNAVAILABLE',
  cause: new Error(why),
});

/** Notes that a fetch failed as a whole, at each field that it should have given. */
export function fetchFailed(run: Run, error: unknown, site: Site, targets: Targets | undefined): void {
  const told: Told =
    error instanceof Refusal
      ? { message: error.message, code: error.code, cause: error }
      : { message: 'internal error', code: 'INTERNAL', cause: error };
  tellEverywhere(run, told, site, placesOf(run.store, site, targets));
}

/** Gives what a subgraph answered about a root type, and notes its errors; undefined when there is nothing. */
export function fetchData(
  run: Run,
  site: Site,
  answer: SubgraphAnswer,
  targets: Targets | undefined,
): Record<string, unknown> | undefined {
  const data = answer.data ?? undefined;
  if (answer.errors || !data) tellErrors(run, answer, site, targets, (path) => ({ slot: undefined, path }));
  return data;
}

/**
 * Gives the entities a subgraph answered, and notes its errors; undefined when there are none, or not as many as were
 * asked for: which of them is which cannot be known then.
 */
export function fetchEntities(
  run: Run,
  site: Site,
  answer: SubgraphAnswer,
  name: string,
  count: number,
  targets: Targets,
): readonly unknown[] | undefined {
  const list = answer.data?.[name];
  if (answer.errors || !answer.data) tellErrors(run, answer, site, targets, (path) => entityPath(path, name));
  if (!answer.data) return undefined;
  if (Array.isArray(list) && list.length === count) return list;
  const why = Array.isArray(list) ? `${list.length} entities for ${count}` : 'entities that are no list';
  tellEverywhere(run, unusable(why), site, placesOf(run.store, site, targets));
  return undefined;
}

type Aimed = { readonly slot: number | undefined; readonly path: Path } | undefined;

function entityPath([first, slot, ...path]: Path, name: string): Aimed {
  return first === name && typeof slot === 'number' ? { slot, path } : undefined;
}

function tellErrors(
  run: Run,
  { data, errors = [] }: SubgraphAnswer,
  site: Site,
  targets: Targets | undefined,
  aim: (path: Path) => Aimed,
): void {
  const places = placesOf(run.store, site, targets);
  const unplaced: Told[] = [];
  for (const error of errors) {
    const aimed = Array.isArray(error.path) && error.path.length > 0 ? aim(error.path) : undefined;
    if (aimed) tellAt(run, toldOf(error), site, places, aimed);
    else unplaced.push(toldOf(error));
  }
  if (!data) tellEverywhere(run, unplaced.shift() ?? unusable('no data'), site, places);
  for (const told of unplaced) run.faults.add({ ...told, path: commonPath(site) });
}

function toldOf(error: SubgraphError): Told {
  const code = error.extensions?.code;
  return { message: error.message, ...(typeof code === 'string' ? { code } : {}), cause: error };
}

function tellAt(run: Run, told: Told, site: Site, places: readonly Place[], { slot, path }: NonNullable<Aimed>): void {
  for (const place of places) {
    if (place.slot !== slot) continue;
    if (path.length === 0) tellFields(run, told, site, place.path);
    else run.faults.add({ ...told, path: [...place.path, ...path] });
  }
}

function tellEverywhere(run: Run, told: Told, site: Site, places: readonly Place[]): void {
  for (const { path } of places) tellFields(run, told, site, path);
}

/** A fault of an object as a whole: at each of the fields that it lacks now. */
function tellFields({ faults }: Run, told: Told, { fields }: Site, at: Path): void {
  for (const field of fields) {
    const path = [...at, field];
    if (!faults.covers(path)) faults.add({ ...told, path });
  }
}
