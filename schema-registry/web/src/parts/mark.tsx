import type { ReactNode } from 'react';

const tones: Readonly<Record<string, string>> = {
  PASSED: 'good',
  SUCCEEDED: 'good',
  SAFE: 'good',
  FAILED: 'bad',
  BREAKING: 'bad',
  ERROR: 'bad',
  REVOKED: 'bad',
  PENDING: 'warn',
  BLOCKED: 'warn',
  DANGEROUS: 'warn',
  WARNING: 'warn',
};

/** A word of the contract, `PASSED` and the like, in the colour of what it means. */
export function Mark({ word }: { readonly word: string }): ReactNode {
  return <span className={`mark ${tones[word] ?? ''}`}>{word.toLowerCase().replaceAll('_', ' ')}</span>;
}
