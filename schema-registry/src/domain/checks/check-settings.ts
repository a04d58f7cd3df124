import { z } from 'zod';

const name = z.string().min(1).max(300);
const listOf = <T extends z.ZodType>(each: T) => z.array(each).max(500);

/** A client whose operations are not looked at, empty where it has no name; without a version, all of its versions. */
const excludedClient = z.strictObject({ name: z.string().max(300), version: z.string().max(300).optional() });
const policyLevel = z.enum(['ERROR', 'WARNING', 'INFO', 'OFF']);
const lintLevel = z.enum(['ERROR', 'WARNING', 'IGNORED']);

const shape = {
  /** Days of traffic that changes are held against. */
  windowDays: z.number().int().min(1).max(400).default(14),
  /** Operations that were sent less often in the window are not minded. */
  countThreshold: z.number().int().min(1).max(1_000_000_000).default(1),
  /** Nor are those below this part of all requests, in percent. */
  percentageThreshold: z.number().min(0).max(100).default(0),
  excludedClients: listOf(excludedClient).default([]),
  /** Names of operations. */
  excludedOperations: listOf(name).default([]),
  /** Variants whose traffic counts; none given, the variant's own, or of a preview that of its base. */
  includedVariants: listOf(name).default([]),
  /** Breaking changes pass while there is no traffic in the window at all. Otherwise they fail. */
  lenient: z.boolean().default(false),
  /**
   * Levels of changes by their code, or by `CODE:Type` for one type only: so `VALUE_ADDED_TO_ENUM` can be breaking, and
   * yet safe for one enum.
   */
  levels: z.record(name, z.enum(['breaking', 'dangerous', 'safe'])).default({}),
  /** Levels of policies and of the rules of service contracts by their names. */
  policies: z.record(name, policyLevel).default({}),
  lint: z
    .strictObject({
      enabled: z.boolean().default(true),
      rules: z.record(name, lintLevel).default({}),
      /** Names that `@tag` may use; not given, any. */
      allowedTags: listOf(name).optional(),
    })
    .prefault({}),
  /** What breaks a contract of the variant fails the check of the variant. */
  downstreamBlocks: z.boolean().default(true),
  /** How long a check that only an approval could save is shown as going on, so that one who waits for it sees it pass. */
  waitForApprovalSeconds: z.number().int().min(0).max(240).default(0),
};

const settings = z.strictObject(shape);

/** What checks of a variant go by. */
export type CheckSettings = z.output<typeof settings>;

/** The settings of a variant as they are kept, with defaults for what is not set. What cannot be read counts as not set. */
export function readCheckSettings(kept: unknown): CheckSettings {
  const found = settings.safeParse(kept ?? {});
  return found.success ? found.data : settings.parse({});
}

/** Reads settings together with what somebody wants to set otherwise, or says what is wrong with it. */
export function changeCheckSettings(
  current: CheckSettings,
  given: Readonly<Record<string, unknown>>,
): { readonly settings: CheckSettings } | { readonly fault: string } {
  const found = settings.safeParse({ ...current, ...given });
  return found.success ? { settings: found.data } : { fault: z.prettifyError(found.error) };
}
