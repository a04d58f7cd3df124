import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

type JsonSchema = {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
};

/** Says of which shape the data of an event may be. */
export type EventSchema = {
  /** Whether it knows of the place. What it says nothing about may be anything, so there it does. */
  has(path: readonly string[]): Promise<boolean>;
};

/** References may go round in circles. */
const maxReferences = 32;

/**
 * Finds the JSON Schema of a type of events: `events/<type>.json` beside the schema of a subgraph, in one of `folders`.
 * Errors: an Error that names a schema which is none.
 */
export function createFindEventSchema(folders: readonly string[]) {
  return async (type: string): Promise<EventSchema | undefined> => {
    for (const folder of folders) {
      const file = join(folder, 'events', `${type}.json`);
      const root = await readSchema(file);
      if (root) return { has: (path) => hasPath(root, path, { root, file }, 0) };
    }
    return undefined;
  };
}

type Origin = { readonly root: JsonSchema; readonly file: string };

async function hasPath(
  schema: JsonSchema,
  path: readonly string[],
  origin: Origin,
  followed: number,
): Promise<boolean> {
  const [name, ...rest] = path;
  if (name === undefined || followed > maxReferences) return true;
  const property = schema.properties?.[name];
  if (property && (await hasPath(property, rest, origin, followed))) return true;
  const target = schema.$ref === undefined ? undefined : await follow(schema.$ref, origin);
  if (target && (await hasPath(target.root, path, target.origin, followed + 1))) return true;
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  for (const part of parts) if (!isSilent(part) && (await hasPath(part, path, origin, followed))) return true;
  return isSilent(schema);
}

/** Such as `true`, or one that only describes. */
function isSilent(schema: JsonSchema): boolean {
  return !schema.properties && !schema.$ref && !schema.allOf && !schema.anyOf && !schema.oneOf;
}

async function follow(reference: string, { root, file }: Origin) {
  const [name = '', pointer = ''] = reference.split('#');
  const target = name === '' ? file : resolve(dirname(file), name);
  const found = name === '' ? root : await readSchema(target);
  if (!found) throw new Error(`${file} refers to ${reference}, which is not there`);
  const [, part, definition = ''] = pointer.split('/');
  const within = part === '$defs' ? found.$defs?.[definition] : found;
  return within && { root: within, origin: { root: found, file: target } };
}

async function readSchema(file: string): Promise<JsonSchema | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    // What is no schema says nothing.
    return JSON.parse(text) as JsonSchema;
  } catch (error) {
    throw new Error(`${file} cannot be read: ${String(error)}`, { cause: error });
  }
}
