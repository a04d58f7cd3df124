import { loadSupergraph } from '../gateway/src/compiler/graph/load-supergraph.ts';
import type { Condition, EventPath, GivenField, LiveDeclaration } from '../gateway/src/compiler/live/declaration.ts';
import { LiveFaults, liveSpec, readLiveFields } from '../gateway/src/compiler/live/read-live-fields.ts';
import { createFindEventSchema, type EventSchema } from './event-schemas.ts';

/**
 * Makes sure that the gateway can serve the live fields of a supergraph, and that the places in events which they name are
 * in the events' schemas, where these are beside the subgraphs' (`folders`).
 * Errors: LiveFaults, with a line for each fault.
 */
export async function checkLiveFields(supergraphSdl: string, folders: readonly string[]): Promise<void> {
  if (!supergraphSdl.includes(liveSpec) && !supergraphSdl.includes('"kafka:')) return;
  const { supergraph, subgraphs } = loadSupergraph(supergraphSdl);
  const find = createFindEventSchema(folders);
  const faults: string[] = [];
  for (const declaration of readLiveFields(supergraph, subgraphs)) {
    const found = await Promise.all((declaration.types ?? []).map(async (type) => [type, await find(type)] as const));
    for (const fault of await faultsOf(declaration, new Map(found))) {
      faults.push(`Subscription.${declaration.name}: ${fault}`);
    }
  }
  if (faults.length > 0) throw new LiveFaults(faults.join('\n'));
}

/** An entity needs every event to have its fields; a filter may look at what only some have. */
async function faultsOf(
  { entities, typename, filter }: LiveDeclaration,
  schemas: ReadonlyMap<string, EventSchema | undefined>,
): Promise<readonly string[]> {
  const given = [...(typename ? [typename] : []), ...entities.flatMap(({ fields }) => pathsOfFields(fields))];
  const faults: string[] = [];
  for (const path of unique(given)) {
    const lacking = await typesWithout(path, schemas);
    if (lacking.length > 0) faults.push(`no ${path.join('.')} in the schema of ${lacking.join(', ')}`);
  }
  for (const path of unique(filter ? pathsOfCondition(filter) : [])) {
    const lacking = await typesWithout(path, schemas);
    if (lacking.length > 0 && lacking.length === schemas.size)
      faults.push(`the filter looks at ${path.join('.')}, which no schema of these events has`);
  }
  return faults;
}

/** Types whose schema is known and has no such place. */
async function typesWithout(
  [first, ...path]: EventPath,
  schemas: ReadonlyMap<string, EventSchema | undefined>,
): Promise<readonly string[]> {
  const without: string[] = [];
  for (const [type, schema] of schemas) if (first === 'data' && schema && !(await schema.has(path))) without.push(type);
  return without;
}

function unique(paths: readonly EventPath[]): readonly EventPath[] {
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
}

function pathsOfFields(fields: readonly GivenField[]): readonly EventPath[] {
  return fields.flatMap((field) => ('fields' in field ? pathsOfFields(field.fields) : [field.path]));
}

function pathsOfCondition(condition: Condition): readonly EventPath[] {
  if (condition.kind === 'in') return [condition.path];
  return condition.kind === 'not'
    ? pathsOfCondition(condition.condition)
    : condition.conditions.flatMap(pathsOfCondition);
}
