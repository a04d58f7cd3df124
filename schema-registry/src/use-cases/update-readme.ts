import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import { isText } from '../domain/storable.ts';
import type { Variant } from '../domain/variant.ts';
import { addAudit, saveReadme, variantByRef } from '../store/index.ts';

/** Replaces the readme of a variant; gives the variant as it is then. */
export type UpdateReadme = (caller: Caller, ref: GraphRef, readme: string) => Promise<Variant>;

const longest = 256 * 1024;

/**
 * Makes what replaces readmes.
 * @throws Refusal `FORBIDDEN`, `README_NOT_TEXT`, `README_TOO_LARGE`, `VARIANT_NOT_FOUND`
 */
export function createUpdateReadme(transact: Transaction, now: () => Date): UpdateReadme {
  return async (caller, ref, readme) => {
    if (!may(caller, 'publish', ref)) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not write the readme of ${printRef(ref)}`);
    }
    if (!isText(readme)) throw new Refusal('invalid', 'README_NOT_TEXT', 'the readme has characters that are no text');
    if (readme.length > longest) {
      throw new Refusal('limited', 'README_TOO_LARGE', `a readme has at most ${longest} characters`);
    }
    return transact(everyTenant, async (db) => {
      const at = now();
      await saveReadme(db, ref, readme, at);
      const variant = await variantByRef(db, ref);
      if (!variant) throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `there is no ${printRef(ref)}`);
      await addAudit(db, { at, actor: caller.name, action: 'variant.readme', ...ref, details: {} });
      return variant;
    });
  };
}
