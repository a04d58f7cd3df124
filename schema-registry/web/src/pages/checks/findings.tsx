import type { ReactNode } from 'react';
import { Mark } from '../../parts/mark.tsx';
import { Approved } from './changes.tsx';
import type { Finding } from './check-answer.ts';

/** What lint or policies found. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  if (findings.length === 0) return <p className="faint">Nothing was found.</p>;
  return findings.map(({ level, message, coordinate, rule, fingerprint, approval }) => (
    <div key={fingerprint ?? `${rule} ${coordinate} ${message}`} className="field">
      <div className="row">
        <Mark word={level} />
        {coordinate && <code>{coordinate}</code>}
        <span className="faint">{rule}</span>
        <Approved approval={approval} />
      </div>
      <p>{message}</p>
    </div>
  ));
}
