import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '@fiscal/kit';

/** For whom a named label is on: a share of the callers, those with a header (of that value), everybody or nobody. */
export type LabelRule =
  | { readonly percent: number }
  | { readonly header: string; readonly value?: string | undefined }
  | { readonly flag: boolean };

/** What of a request decides over labels. */
export type Asker = {
  readonly identity: Identity;
  readonly headers: IncomingHttpHeaders;
  /** Stands for callers who did not sign in. */
  readonly address: string;
};

/** Those of the labels of progressive overrides (`@override(label:)`) that are on for a request, in their order. */
export type Labels = (labels: readonly string[], asker: Asker) => readonly string[];

const none: readonly string[] = [];

/**
 * Makes the choice of labels. `percent(x)` needs no setting; other labels are off unless `rules` name them. A share takes
 * the same callers every time, and grows without letting any of them go.
 */
export function createLabels(rules: Readonly<Record<string, LabelRule>>): Labels {
  const named = new Map(Object.entries(rules));
  return (labels, asker) =>
    labels.length === 0 ? none : labels.filter((label) => isOn(label, named.get(label), asker));
}

function isOn(label: string, rule: LabelRule | undefined, asker: Asker): boolean {
  if (!rule) return pointOf('', asker) < shareOf(label);
  if ('flag' in rule) return rule.flag;
  if ('percent' in rule) return pointOf(label, asker) < rule.percent;
  const sent = asker.headers[rule.header.toLowerCase()];
  return sent !== undefined && (rule.value === undefined || String(sent) === rule.value);
}

/** The share that a label names itself, in the form of Apollo's composition. */
function shareOf(label: string): number {
  const [, share] = /^percent\((\d{1,3}(?:\.\d{1,8})?)\)$/.exec(label) ?? [];
  return share === undefined ? 0 : Number(share);
}

/** Where a caller stands between 0 and 100; each named label has callers of its own. */
function pointOf(label: string, { identity, address }: Asker): number {
  return (hash(`${label}\n${identity.kind === 'user' ? identity.userId : address}`) / 2 ** 32) * 100;
}

/** FNV-1a, then the last mixing of MurmurHash3, since the share is read off the upper bits. */
function hash(text: string): number {
  let mixed = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
