import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertValidSchema, buildASTSchema, type GraphQLSchema, isObjectType, isScalarType, parse } from 'graphql';
import { tooLarge } from './loaders.ts';
import type { Context, ResolverMap } from './resolvers/resolver-map.ts';

const contract = fileURLToPath(new URL('../../contract/', import.meta.url));
/** What rover asks for, and what we add to it. */
const folders = ['platform', 'registry'];
const mostCharacters = 64 * 1024 * 1024;
/** A document of few fields asks for many where it asks for lists of lists; most of them cost a look into the database. */
const mostFields = 10_000;
const times = new Set(['Timestamp', 'DateTime']);

/** What resolvers know of a request, and how much it is answered with so far. */
export type RequestContext = Context & { readonly answered: { characters: number; fields: number } };

/** Reads the whole contract of the platform API, a file an area, as one text. */
export async function readContract(): Promise<string> {
  const files = await Promise.all(folders.map((folder) => readFolder(join(contract, folder))));
  return files.flat().join('\n');
}

async function readFolder(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

/**
 * Makes a schema that can be executed of a contract and of the resolvers of all areas.
 * @throws Error when the contract is none, or when resolvers are for what is not in it or are given twice.
 */
export function makeSchema(sdl: string, areas: readonly ResolverMap[]): GraphQLSchema {
  const schema = buildASTSchema(parse(sdl));
  assertValidSchema(schema);
  for (const area of areas) {
    for (const [typeName, fields] of Object.entries(area)) addResolvers(schema, typeName, fields);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && times.has(type.name)) type.serialize = printTime;
  }
  return schema;
}

function addResolvers(schema: GraphQLSchema, typeName: string, fields: ResolverMap[string]): void {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`the contract has no type ${typeName}`);
  for (const [name, resolve] of Object.entries(fields)) {
    const field = type.getFields()[name];
    if (!field) throw new Error(`the contract has no field ${typeName}.${name}`);
    if (field.resolve) throw new Error(`${typeName}.${name} is resolved twice`);
    // What a resolver is told of its parent and arguments is what the contract says of them.
    field.resolve = (parent, args, context: RequestContext) => {
      countField(context);
      return count(resolve(parent as never, args as never, context), context);
    };
  }
}

/** Before anything is done for the field. */
function countField({ answered }: RequestContext): void {
  answered.fields += 1;
  if (answered.fields > mostFields) throw tooLarge();
}

/**
 * Adds what a field gives to what its request is answered with, and refuses it beyond what one answer may have: a text
 * can be asked for under many names.
 */
function count(value: unknown, context: RequestContext): unknown {
  if (value instanceof Promise) return value.then((given) => count(given, context));
  if (typeof value !== 'string') return value;
  context.answered.characters += value.length;
  if (context.answered.characters > mostCharacters) throw tooLarge();
  return value;
}

function printTime(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  throw new TypeError('a time is a Date');
}
