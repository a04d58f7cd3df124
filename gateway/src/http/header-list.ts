import type { Answer } from '../request.ts';

/** What the headers of an answer tell of. */
export type Told = {
  readonly headers: Answer['headers'];
  readonly type: string;
  readonly coding: string | undefined;
  /** What the answer depends on besides what was asked: codings that are accepted, and the page's origin. */
  readonly varies: { readonly isCoded: boolean; readonly byOrigin: boolean };
};

/** Names and values in one list: node copies an object of headers into one first. `length` is the body's, in bytes. */
export function headerList({ headers, type, coding, varies }: Told, length: number): (string | number)[] {
  const list: (string | number)[] = [
    'content-type',
    contentTypes[type] ?? `${type}; charset=utf-8`,
    'content-length',
    length,
    'x-content-type-options',
    'nosniff',
  ];
  for (const name in headers) if (name !== 'vary') list.push(name, headers[name] ?? '');
  if (headers['cache-control'] === undefined) list.push('cache-control', 'no-store');
  if (coding !== undefined) list.push('content-encoding', coding);
  if (varies.isCoded || varies.byOrigin || headers.vary !== undefined) list.push('vary', varyOf(headers.vary, varies));
  return list;
}

const contentTypes: Readonly<Record<string, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
  'application/problem+json': 'application/problem+json; charset=utf-8',
};

/** Another origin may have been told its name already, which the answer depends on as well. */
function varyOf(given: string | undefined, { isCoded, byOrigin }: Told['varies']): string {
  return [given, byOrigin ? 'origin' : '', isCoded ? 'accept-encoding' : ''].filter(Boolean).join(', ');
}
