import { hash } from 'node:crypto';
import type { Refusal } from '@fiscal/kit';
import type { DocumentKey } from '../compiler/contract.ts';

/** Documents that no thread gets to see for a while, because one ended of them. */
export type Poison = {
  /** `refusal`: what the document was refused with. */
  remember(key: DocumentKey, refusal: Refusal): void;
  refusalOf(key: DocumentKey): Refusal | undefined;
};

const maxKeys = 1_000;

/** Makes a memory of poisonous documents. It keeps their hashes for `forgetAfterMs`, a thousand at most. */
export function createPoison(forgetAfterMs: number, now: () => number): Poison {
  const known = new Map<string, { readonly refusal: Refusal; readonly until: number }>();
  return {
    remember(key, refusal) {
      known.set(hashOf(key), { refusal, until: now() + forgetAfterMs });
      for (const oldest of known.keys()) {
        if (known.size <= maxKeys) break;
        known.delete(oldest);
      }
    },
    refusalOf(key) {
      if (known.size === 0) return undefined;
      const id = hashOf(key);
      const entry = known.get(id);
      if (entry && entry.until > now()) return entry.refusal;
      known.delete(id);
      return undefined;
    },
  };
}

function hashOf({ text, operationName }: DocumentKey): string {
  return hash('sha256', JSON.stringify([operationName, text]));
}
