/** Events that could not be given. */
export type Gap = {
  /** Why: `RETENTION`, `OVERFLOW`, `UNREADABLE` or `TAIL`. */
  readonly reason: string;
  readonly count: number;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** One GraphQL response of a subscription. */
export type LiveResult<Data> = {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
};

/** What a result means to the client, beside its data. */
export type Meaning =
  | { readonly kind: 'data' }
  | { readonly kind: 'gap'; readonly gap: Gap }
  /** The stream ends now; it may be opened again after so many milliseconds. */
  | { readonly kind: 'end'; readonly retryAfterMs: number };

/** Ends that are no fault of the subscription's: it goes on elsewhere, or again. */
const passing = new Set(['GATEWAY_DRAINING', 'GRAPH_CHANGED', 'CLIENT_TOO_SLOW', 'RESUBSCRIBE_LATER']);
const usualWaitMs = 1_000;

/** Tells a gap and an announced end from data, by the code of the first error. */
export function meaningOf({ errors }: Pick<LiveResult<unknown>, 'errors'>): Meaning {
  const { code, retryAfterMs, reason, count, from, to } = errors?.[0]?.extensions ?? {};
  if (code === 'EVENTS_GAP') {
    return { kind: 'gap', gap: { reason: String(reason), count: Number(count), from: textOf(from), to: textOf(to) } };
  }
  if (typeof code !== 'string' || !passing.has(code)) return { kind: 'data' };
  return { kind: 'end', retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : usualWaitMs };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
