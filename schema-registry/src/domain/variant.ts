/** Which tagged elements a contract shows: with `include` empty, all that are not excluded. */
export type TagFilter = {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly hideUnreachableTypes: boolean;
};

/** What is set for a variant; what is absent is as its area's defaults say. */
export type VariantSettings = {
  /** Seconds between two polls of a router. */
  readonly minDelaySeconds?: number;
  /** A publish that does not compose is refused instead of recorded as a failed launch. */
  readonly refusesBroken?: boolean;
  /** What operation checks, lint and policies go by, as they define it. */
  readonly checks?: Readonly<Record<string, unknown>>;
};

/** A schema of a graph that is published and served by itself. */
export type Variant = {
  readonly graphId: string;
  readonly name: string;
  readonly kind: 'federated' | 'monolith' | 'contract';
  /** Of a contract: the variant it filters. */
  readonly sourceVariant: string | null;
  readonly filter: TagFilter | null;
  /** Of a preview: the variant whose traffic it is checked against. */
  readonly baseVariant: string | null;
  /** Of a preview: when it goes. */
  readonly expiresAt: Date | null;
  /** Grows with every change; a publish that began on another one begins again. */
  readonly revision: number;
  /** The launch that routers get: the last good one, or the one promoted since. */
  readonly currentLaunchId: string | null;
  readonly latestLaunchId: string | null;
  readonly readme: string;
  readonly readmeAt: Date | null;
  readonly settings: VariantSettings;
  readonly createdAt: Date;
};

/** Whether a variant is as it was; one that was made anew meanwhile counts its revisions from the start. */
export function isAsItWas(now: Variant | undefined, before: Variant | undefined): boolean {
  return now?.revision === before?.revision && now?.createdAt.getTime() === before?.createdAt.getTime();
}

/** A subgraph as it is published now; the schema is the document that has this hash. */
export type Subgraph = {
  readonly name: string;
  readonly url: string;
  readonly sdlHash: string;
  readonly updatedAt: Date;
};

/** What the one schema of a monolith goes by where those of subgraphs have their names. */
export const monolithInput = { name: 'schema', url: '' } as const;
