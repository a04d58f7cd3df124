/** The forms an answer can take, the one that wins a tie first. */
export const mediaTypes = ['application/json', 'application/graphql-response+json', 'text/event-stream'] as const;

export type MediaType = (typeof mediaTypes)[number];

type Range = { readonly type: string; readonly q: number };

// What clients send by the thousand is short and always the same.
const maxRemembered = 200;
const maxLength = 200;
const remembered = new Map<string, MediaType | undefined>();

/** Chooses the form of the answer by an `Accept` header (RFC 9110, 12.5.1); undefined when none will do. */
export function negotiate(accept: string | undefined): MediaType | undefined {
  if (accept === undefined || accept === 'application/json' || accept === '*/*') return 'application/json';
  const known = remembered.get(accept);
  if (known !== undefined) return known;
  const type = choose(accept);
  if (remembered.size < maxRemembered && accept.length <= maxLength) remembered.set(accept, type);
  return type;
}

function choose(accept: string): MediaType | undefined {
  if (!accept.trim()) return 'application/json';
  const ranges = accept.split(',').map(toRange);
  const wanted = ranges
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ type }) => mediaTypes.find((candidate) => fits(type, candidate)));
  return wanted.find((type) => type !== undefined);
}

function toRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const q = weight ? Number(weight.slice(2)) : 1;
  return { type, q: Number.isFinite(q) ? q : 0 };
}

/** A stream is for those who ask for one by name. */
function fits(range: string, type: MediaType): boolean {
  if (range === type) return true;
  return type !== 'text/event-stream' && (range === '*/*' || range === 'application/*');
}
