import { Refusal } from '@fiscal/kit/refusal';
import { isStorable } from '../storable.ts';
import type { EventSchemas } from './json-schema.ts';

/**
 * What a service promises besides its part of the graph: its `.proto` files by path, its event schemas by file name.
 * Null: nothing is said of them, which is not that there are none.
 */
export type ServiceContracts = {
  readonly protos: Readonly<Record<string, string>> | null;
  readonly events: EventSchemas | null;
};

const maxFiles = 200;
const maxBytes = 2 * 1024 * 1024;
const protoPath = /^(?:[\w-][\w.-]*\/){0,8}[\w-][\w.-]*\.proto$/;
const eventName = /^[\w-][\w.-]{0,199}$/;

/**
 * Refuses contracts that are too many, too large or named like something that is no file of theirs.
 * @throws Refusal `CONTRACTS_INVALID`, `CONTRACTS_TOO_LARGE`
 */
export function requireFitContracts({ protos, events }: ServiceContracts): void {
  const wrongPath = Object.keys(protos ?? {}).find((path) => path.length > 500 || !protoPath.test(path));
  if (wrongPath !== undefined) throw invalid(`${JSON.stringify(wrongPath.slice(0, 100))} is no path of a .proto file`);
  const inFile = pathInFile(Object.keys(protos ?? {}));
  if (inFile !== undefined) throw invalid(`${JSON.stringify(inFile)} lies in what is a file itself`);
  const wrongName = Object.keys(events ?? {}).find((name) => !eventName.test(name));
  if (wrongName !== undefined)
    throw invalid(`${JSON.stringify(wrongName.slice(0, 100))} is no name of an event schema`);
  for (const [name, schema] of Object.entries(events ?? {})) {
    if (typeof schema !== 'boolean' && !isObject(schema)) throw invalid(`${name} is no JSON Schema`);
  }
  if (!isStorable({ protos, events })) throw invalid('they have characters that are no text, or are nested too deeply');
  const files = Object.keys(protos ?? {}).length + Object.keys(events ?? {}).length;
  const bytes = Buffer.byteLength(JSON.stringify({ protos, events }));
  if (files > maxFiles || bytes > maxBytes) {
    const message = `contracts may be ${maxFiles} files of ${maxBytes} bytes in all: these are ${files} of ${bytes}`;
    throw new Refusal('limited', 'CONTRACTS_TOO_LARGE', message);
  }
}

/** A path that goes through another one, which no folder holds. */
function pathInFile(paths: readonly string[]): string | undefined {
  const files = new Set(paths);
  return paths.find((path) => {
    const parts = path.split('/');
    return parts.some((_, index) => index > 0 && files.has(parts.slice(0, index).join('/')));
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): Refusal {
  return new Refusal('invalid', 'CONTRACTS_INVALID', message);
}
