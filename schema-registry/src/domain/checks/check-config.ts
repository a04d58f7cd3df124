import type { CheckSettings } from './check-settings.ts';

/** What a client asks a check to go by, as rover sends it: unset fields are null. */
export type GivenCheckConfig = {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly queryCountThreshold?: number | null | undefined;
  readonly queryCountThresholdPercentage?: number | null | undefined;
  readonly excludedClients?:
    | readonly { readonly name: string; readonly version?: string | null | undefined }[]
    | null
    | undefined;
  readonly excludedOperationNames?: readonly { readonly name: string }[] | null | undefined;
  readonly ignoredOperations?: readonly string[] | null | undefined;
  readonly includedVariants?: readonly string[] | null | undefined;
};

/** Which traffic a check is held against. */
export type TrafficFilter = {
  readonly from: Date;
  readonly to: Date;
  readonly countThreshold: number;
  /** In percent of all requests. */
  readonly percentageThreshold: number;
  readonly excludedClients: readonly { readonly name: string; readonly version?: string | null | undefined }[];
  readonly excludedOperations: readonly string[];
  /** Ids of operations. */
  readonly ignoredOperations: readonly string[];
  readonly variants: readonly string[];
};

const dayMs = 86_400_000;
const longestDays = 400;

/**
 * Joins what is set on the server with what the client asks for. Thresholds that the client gives win; what it leaves
 * out besides is left out with what the settings leave out. A percentage of 0 is none: rover makes 0 of any that is given.
 */
export function trafficFilterOf(
  settings: CheckSettings,
  given: GivenCheckConfig,
  own: string,
  now: Date,
): TrafficFilter {
  const { queryCountThreshold: count, queryCountThresholdPercentage: part } = given;
  const variants = [...settings.includedVariants, ...(given.includedVariants ?? [])].slice(0, 100);
  return {
    from: readTime(given.from, now) ?? new Date(now.getTime() - settings.windowDays * dayMs),
    to: readTime(given.to, now) ?? now,
    countThreshold: count && count > 0 ? count : settings.countThreshold,
    percentageThreshold: part && part > 0 ? part * 100 : settings.percentageThreshold,
    excludedClients: [...settings.excludedClients, ...(given.excludedClients ?? [])],
    excludedOperations: [
      ...settings.excludedOperations,
      ...(given.excludedOperationNames ?? []).map((operation) => operation.name),
    ],
    ignoredOperations: given.ignoredOperations ?? [],
    variants: variants.length > 0 ? variants : [own],
  };
}

/** Reads seconds from now, `-86400`, or a time; undefined for anything else. */
function readTime(text: string | null | undefined, now: Date): Date | undefined {
  if (!text) return undefined;
  const seconds = /^-(\d{1,12})$/.exec(text)?.[1];
  const time = seconds === undefined ? Date.parse(text) : now.getTime() - Number(seconds) * 1_000;
  if (Number.isNaN(time)) return undefined;
  return new Date(Math.min(Math.max(time, now.getTime() - longestDays * dayMs), now.getTime()));
}
