import { describe, it } from '@jest/globals';

/** A real server that a suite runs over, or why this machine cannot have it. */
export type Found<B> = { readonly start: () => Promise<B> } | { readonly missing: string };

/**
 * Describes a suite that needs a real server. Where the server cannot be had the suite is skipped and its name says why;
 * with CI=true that is a failure, so that a build never passes for want of what it should have tested.
 */
export function describeOver<B>(name: string, found: Found<B>, suite: (start: () => Promise<B>) => void): void {
  if ('start' in found) {
    describe(name, () => suite(found.start));
  } else if (process.env.CI === 'true') {
    it(name, () => {
      throw new Error(`CI must have this backend: ${found.missing}`);
    });
  } else {
    describe.skip(`${name} (skipped: ${found.missing})`, () => {
      it('needs the backend', () => undefined);
    });
  }
}
