import { ConfigError } from '@fiscal/kit';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { closest } from './closest.ts';
import { expand } from './expand.ts';
import { namesAt } from './json-schema.ts';
import { type Settings, settings } from './settings.ts';
import { overlay, urlVariable, variableAt, variableFor } from './variables.ts';

export type Config = Settings & {
  /** The address that replaces a subgraph's routing URL: `INVOICE_URL` or `traffic.subgraphs.invoice.url`. */
  subgraphUrl(name: string): string | undefined;
};

/**
 * Reads the settings: the environment over the text of `router.yaml`, over what is so unless told otherwise.
 * @throws ConfigError naming every fault of both; values are not repeated, since some are secrets.
 */
export function readConfig(env: NodeJS.ProcessEnv, yaml = ''): Config {
  const expanded = expand(parseYaml(yaml), env);
  const document = overlay(expanded.value, env);
  const { data, error } = settings.safeParse(document);
  const faults = [...expanded.faults, ...(error?.issues ?? []).flatMap((issue) => toFaults(issue, document, env))];
  if (faults.length > 0 || !data) throw new ConfigError(faults);
  const subgraphUrl = (name: string) => env[urlVariable(name)] || data.traffic.subgraphs[name]?.url;
  return { ...data, subgraphUrl };
}

/** A file without anything but comments sets nothing. */
function parseYaml(text: string): unknown {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map(({ message }) => message.split('\n')[0] ?? message));
  }
  return document.toJS() ?? {};
}

function toFaults(issue: z.core.$ZodIssue, document: unknown, env: NodeJS.ProcessEnv): readonly string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownSetting(path, key));
  const variable = variableAt(path, env);
  if (!variable && valueAt(document, path) === undefined) return [`${variableFor(path) ?? path.join('.')} is not set`];
  return [`${variable ?? (path.join('.') || 'the file')}: ${issue.message}`];
}

function unknownSetting(path: readonly string[], key: string): string {
  const names = namesAt(path);
  const meant = closest(key, names);
  const hint = meant ? `did you mean ${meant}?` : `there are ${names.join(', ')}`;
  return `${[...path, key].join('.')} is unknown: ${hint}`;
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    document,
  );
}
