import { Refusal } from '@fiscal/kit';
import { isVariantName } from './ref.ts';

/** Which variants of a graph are previews: those whose names begin like this come from the base, and go by themselves. */
export type Previews = { readonly prefix: string; readonly base: string; readonly days: number };

/** What a preview is made of, and until when it is there unless something is published to it. */
export type Preview = { readonly baseVariant: string; readonly expiresAt: Date };

const dayMs = 86_400_000;
const mostDays = 365;

/** What a variant of this name is a preview of; undefined where it is none. */
export function previewOf(previews: Previews | null, variant: string, now: Date): Preview | undefined {
  if (!previews || !variant.startsWith(previews.prefix)) return undefined;
  return { baseVariant: previews.base, expiresAt: new Date(now.getTime() + previews.days * dayMs) };
}

/**
 * Refuses what would make everything a preview, or the base one of itself.
 * @throws Refusal `PREVIEWS_INVALID`
 */
export function requirePreviews({ prefix, base, days }: Previews): void {
  const fit = isVariantName(prefix) && isVariantName(base) && !base.startsWith(prefix) && days >= 1 && days <= mostDays;
  if (fit) return;
  const rule = `previews need a prefix that their base does not have, and stay for 1 to ${mostDays} days`;
  throw new Refusal('invalid', 'PREVIEWS_INVALID', rule);
}
