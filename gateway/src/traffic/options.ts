import type { BreakerRules } from './breaker.ts';
import { type HeaderRules, joinHeaderRules, noHeaderRules } from './header-rules.ts';
import type { SubscriptionRules } from './subscribe/subscriber.ts';

/** How one subgraph is called. */
export type SubgraphRules = {
  /** For one call with everything in it: waiting for its turn, a second attempt, the answer's body. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Connections at a time. */
  readonly connections: number;
  /**
   * Requests on one connection at a time. More than 1 saves CPU, since those of one turn of the event loop are one write;
   * but one slow answer holds up those behind it, a connection that is lost takes all of them along, and the subgraph is
   * believed to answer in order. With `http2`, streams of a connection: 100 unless said otherwise.
   */
  readonly pipelining: number;
  /** Speaks HTTP/2 where the server offers it over TLS, and without TLS at once: the server must know it then. */
  readonly http2: boolean;
  /** Calls that may wait for their turn; more are refused at once. */
  readonly queue: number;
  /** Of an answer, after decompression. */
  readonly maxAnswerBytes: number;
  /** Asks for gzip or br. Compressed answers are understood either way. */
  readonly compression: boolean;
  /** Second attempts per call, for queries only: 0.1 allows one in ten. */
  readonly retryShare: number;
  readonly breaker: BreakerRules;
  /** Memory for last good values, which answer while the subgraph is away where `@cacheControl` allows it; 0: none. */
  readonly staleBytes: number;
  /** Whether equal queries of equal callers that are under way at the same time are sent once. */
  readonly deduplicate: boolean;
  readonly headers: HeaderRules;
  /** How subscriptions reach it; undefined: it takes none. */
  readonly subscriptions: SubscriptionRules | undefined;
};

/** Rules as they are configured: what is absent is as for all, and then as `defaultRules` says. */
export type SubgraphSettings = {
  readonly [Name in Exclude<keyof SubgraphRules, 'breaker' | 'headers'>]?: SubgraphRules[Name] | undefined;
} & {
  readonly breaker?: { readonly [Name in keyof BreakerRules]?: BreakerRules[Name] | undefined } | undefined;
  /** Come after those for all; they do not replace them. */
  readonly headers?: { readonly [Name in keyof HeaderRules]?: HeaderRules[Name] | undefined } | undefined;
};

export type TrafficOptions = {
  readonly all: SubgraphSettings;
  /** By the subgraph's name in the supergraph; `url` replaces its routing URL. */
  readonly subgraphs: Readonly<Record<string, SubgraphSettings & { readonly url?: string | undefined }>>;
  /** The switch for all; a subgraph's own wins. */
  readonly deduplicate: boolean;
};

const streams = 100;

export const defaultRules: SubgraphRules = {
  timeoutMs: 30_000,
  connectTimeoutMs: 2_000,
  connections: 64,
  pipelining: 1,
  http2: false,
  queue: 1_000,
  maxAnswerBytes: 16 * 1024 * 1024,
  compression: false,
  retryShare: 0.1,
  breaker: { window: 20, minimumCalls: 5, failureShare: 0.5, openMs: 500, maxOpenMs: 5_000 },
  staleBytes: 32 * 1024 * 1024,
  deduplicate: false,
  headers: noHeaderRules,
  subscriptions: undefined,
};

/** The rules for one subgraph: its own settings over those for all over the defaults. */
export function rulesFor(name: string, { all, subgraphs, deduplicate }: TrafficOptions): SubgraphRules {
  const own = Object.hasOwn(subgraphs, name) ? subgraphs[name] : undefined;
  const settings = { ...defined(all), ...defined(own ?? {}) };
  return {
    ...defaultRules,
    deduplicate,
    ...('http2' in settings && settings.http2 ? { pipelining: streams } : {}),
    ...settings,
    breaker: { ...defaultRules.breaker, ...defined(all.breaker ?? {}), ...defined(own?.breaker ?? {}) },
    headers: joinHeaderRules(all.headers ?? {}, own?.headers ?? {}),
  } as SubgraphRules;
}

/** A setting that is there without a value must not hide the one below it. */
function defined(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
