/** The forms of an answer that is whole, the one that wins a tie first. */
const plainTypes = ['application/json', 'application/graphql-response+json'] as const;

export type PlainType = (typeof plainTypes)[number];

/** How results of a subscription go out: as server-sent events, or as parts (Apollo's `subscriptionSpec=1.0`). */
export type StreamType = 'sse' | 'multipart';

/** What a client takes. */
export type Accepted = {
  readonly plain?: PlainType;
  readonly stream?: StreamType;
  /** Whether server-sent events are wanted rather than a plain answer, even for what is no subscription. */
  readonly prefersEvents?: true;
};

type Range = { readonly type: string; readonly isSubscription: boolean; readonly q: number };

// What clients send by the thousand is short and always the same.
const maxRemembered = 200;
const maxLength = 200;
const remembered = new Map<string, Accepted>();
const json: Accepted = { plain: 'application/json' };

/** Reads an `Accept` header (RFC 9110, 12.5.1): the best plain form and the best stream, as far as there are any. */
export function negotiate(accept: string | undefined): Accepted {
  if (accept === undefined || accept === 'application/json' || accept === '*/*') return json;
  const known = remembered.get(accept);
  if (known !== undefined) return known;
  const accepted = choose(accept);
  if (remembered.size < maxRemembered && accept.length <= maxLength) remembered.set(accept, accepted);
  return accepted;
}

function choose(accept: string): Accepted {
  if (!accept.trim()) return json;
  const ranges = accept
    .split(',')
    .map(toRange)
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  const plainAt = ranges.findIndex((range) => plainOf(range));
  const streamAt = ranges.findIndex((range) => streamOf(range));
  const plain = ranges[plainAt] && plainOf(ranges[plainAt]);
  const stream = ranges[streamAt] && streamOf(ranges[streamAt]);
  const prefersEvents = stream === 'sse' && (plainAt === -1 || streamAt < plainAt);
  return { ...(plain ? { plain } : {}), ...(stream ? { stream } : {}), ...(prefersEvents ? { prefersEvents } : {}) };
}

const subscriptionSpec = /^subscriptionspec="?1\.0"?$/;

function toRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const q = weight ? Number(weight.slice(2)) : 1;
  const isSubscription = parameters.some((parameter) => subscriptionSpec.test(parameter));
  return { type, isSubscription, q: Number.isFinite(q) ? q : 0 };
}

function plainOf({ type }: Range): PlainType | undefined {
  if (type === '*/*' || type === 'application/*') return 'application/json';
  return plainTypes.find((plain) => plain === type);
}

/** A stream is for those who ask for one by name. */
function streamOf({ type, isSubscription }: Range): StreamType | undefined {
  if (type === 'text/event-stream') return 'sse';
  return type === 'multipart/mixed' && isSubscription ? 'multipart' : undefined;
}
