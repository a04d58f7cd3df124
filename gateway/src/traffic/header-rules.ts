import type { IncomingHttpHeaders } from 'node:http';

/** Which headers a subgraph gets besides those that the gateway itself writes. */
export type HeaderRules = {
  /** Of the client's headers; with `as` under another name. */
  readonly propagate: readonly (string | { readonly name: string; readonly as: string })[];
  /** Headers with fixed values. */
  readonly insert: Readonly<Record<string, string>>;
  /** Names under which nothing goes on, whatever the other lists say. */
  readonly remove: readonly string[];
};

export const noHeaderRules: HeaderRules = { propagate: [], insert: {}, remove: [] };

/** Says which of a client's headers go on, as name, value, name, value …; the same empty list when there are none. */
export type PickHeaders = (client: IncomingHttpHeaders) => readonly string[];

/** Of one connection (RFC 9110 §7.6.1), of the body or its coding, or written by the gateway. */
const ours = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-correlation-id',
  'x-timeout-ms',
]);

/** What a service might take for the name of the caller: that is said by the internal token alone. */
const identity =
  /^(authorization|proxy-authorization|proxy-authenticate|x-(user|tenant|organi[sz]ation|roles?|tier|identity|internal)(-.*)?)$/;

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const unfitValue = /[^\t\x20-\x7e\x80-\xff]/;

/** Why the header can be neither propagated nor inserted under that name; undefined when it can. */
export function headerFault(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (!token.test(name)) return `${JSON.stringify(name)} is no name of a header`;
  if (ours.has(lower)) return `${lower} is written by the gateway or belongs to one connection`;
  return identity.test(lower) ? `${lower} would say who the caller is` : undefined;
}

type Settings = { readonly [Name in keyof HeaderRules]?: HeaderRules[Name] | undefined };

/** One set of rules after another: lists are joined, a value inserted later wins. */
export function joinHeaderRules(first: Settings, second: Settings): HeaderRules {
  return {
    propagate: [...(first.propagate ?? []), ...(second.propagate ?? [])],
    insert: { ...first.insert, ...second.insert },
    remove: [...(first.remove ?? []), ...(second.remove ?? [])],
  };
}

/**
 * Compiles the rules. What `headerFault` objects to, or what is removed, is left out here as well, so that no
 * configuration lets it through. Of two rules for one name the last one holds; a fixed value wins over the client's.
 */
export function createPickHeaders(rules: HeaderRules): PickHeaders {
  const removed = new Set(rules.remove.map((name) => name.toLowerCase()));
  const fit = (name: string) => headerFault(name) === undefined && !removed.has(name);
  const inserted = Object.entries(rules.insert)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => fit(name) && !unfitValue.test(value));
  const fixed = new Map(inserted);
  const sources = new Map(rules.propagate.map(toPair).filter(([to, from]) => fit(to) && fit(from) && !fixed.has(to)));
  const always = [...fixed].flat();
  if (sources.size === 0) return () => always;
  return (client) => pick(client, [...sources], always);
}

function toPair(rule: HeaderRules['propagate'][number]): readonly [to: string, from: string] {
  return typeof rule === 'string'
    ? [rule.toLowerCase(), rule.toLowerCase()]
    : [rule.as.toLowerCase(), rule.name.toLowerCase()];
}

function pick(client: IncomingHttpHeaders, sources: readonly (readonly [string, string])[], always: readonly string[]) {
  const picked = [...always];
  for (const [to, from] of sources) {
    const value = client[from];
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (text !== undefined && !unfitValue.test(text)) picked.push(to, text);
  }
  return picked;
}
