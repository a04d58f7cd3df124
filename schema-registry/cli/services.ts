import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Arguments, UsageError } from './arguments.ts';

/** A service with all that it promises to others, as it lies in the checkout. */
export type Service = {
  readonly name: string;
  readonly url: string | null;
  readonly sdl: string;
  /** `.proto` texts by path. */
  readonly protos: Readonly<Record<string, string>>;
  /** JSON Schemas of events by file name. */
  readonly events: Readonly<Record<string, unknown>>;
};

const configShape = z.object({
  subgraphs: z.record(
    z.string(),
    z.object({ routing_url: z.string().nullish(), schema: z.object({ file: z.string() }) }),
  ),
});

/**
 * Reads the services that a command is about from rover's own configuration: all of them, or those that are named.
 * @throws UsageError, Error where files are not there or not what they are to be.
 */
export async function readServices({ all, subgraph, config = 'rover.yaml' }: Arguments): Promise<readonly Service[]> {
  const listed = await readConfig(config);
  const names = all ? Object.keys(listed) : (subgraph ?? []);
  if (names.length === 0) throw new UsageError('say which: --all, or --subgraph NAME');
  return Promise.all(
    names.map((name) => {
      const found = listed[name];
      if (!found) throw new UsageError(`${config} has no subgraph ${name}, but ${Object.keys(listed).join(', ')}`);
      return readService(name, found.routing_url ?? null, join(dirname(config), found.schema.file));
    }),
  );
}

async function readConfig(file: string) {
  const { data, error } = configShape.safeParse(parse(await readFile(file, 'utf8')));
  if (error) throw new Error(`${file} lists no schema files:\n${z.prettifyError(error)}`);
  return data.subgraphs;
}

async function readService(name: string, url: string | null, schemaFile: string): Promise<Service> {
  const folder = dirname(schemaFile);
  const protos = await readFiles(folder, '**/*.proto', (path) => relative(folder, path).split(sep).join('/'));
  const events = await readFiles(folder, 'events/*.json', (path) => basename(path));
  return {
    name,
    url,
    sdl: await readFile(schemaFile, 'utf8'),
    protos,
    events: Object.fromEntries(Object.entries(events).map(([file, text]) => [file, readJson(folder, file, text)])),
  };
}

async function readFiles(folder: string, pattern: string, nameOf: (path: string) => string) {
  const paths = (await Array.fromAsync(glob(join(folder, pattern)))).sort();
  const texts = paths.map(async (path) => [nameOf(path), await readFile(path, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

function readJson(folder: string, file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${join(folder, 'events', file)} is not JSON`, { cause });
  }
}
