import type { ReactNode } from 'react';
import { Mark } from '../../parts/mark.tsx';
import type { Affected, Approval, Change } from './check-answer.ts';

/** Changes, those that fail the check first, each with what it breaks. */
export function Changes({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  const sorted = changes.toSorted((a, b) => Number(b.failing) - Number(a.failing));
  return sorted.map((change) => (
    <div key={change.fingerprint} className="field">
      <div className="row">
        <Mark word={change.level} />
        {change.coordinate && <code>{change.coordinate}</code>}
        <span className="faint">{change.code}</span>
        {change.failing && <Mark word="FAILED" />}
        <Approved approval={change.approval} />
      </div>
      <p>{change.description}</p>
      {change.affectedOperations.length > 0 && <Operations change={change} />}
    </div>
  ));
}

/** That somebody let it pass, and why. */
export function Approved({ approval }: { readonly approval: Approval | null }): ReactNode {
  if (!approval) return null;
  return (
    <span className="mark good" title={approval.reason}>
      approved by {approval.approvedBy}
    </span>
  );
}

function Operations({ change: { affectedOperations, affectedOperationCount } }: { change: Change }): ReactNode {
  const more = affectedOperationCount - affectedOperations.length;
  return (
    <ul>
      {affectedOperations.map((operation) => (
        <li key={operation.id}>
          <Operation operation={operation} />
        </li>
      ))}
      {more > 0 && <li className="faint">and {more} more</li>}
    </ul>
  );
}

function Operation({ operation }: { operation: Affected }): ReactNode {
  const { name, requests, persisted, certain, errors, clients } = operation;
  const senders = clients.map((client) => `${client.name || 'no name'} ${client.version}`.trim()).join(', ');
  return (
    <>
      <strong>{name ?? 'an operation without a name'}</strong>{' '}
      <span className="faint">
        {requests.toLocaleString('en')} requests{senders && ` by ${senders}`}
        {persisted && ', persisted'}
        {!certain && ', depending on values'}
      </span>
      {errors.map((error) => (
        <div key={error} className="faint">
          {error}
        </div>
      ))}
    </>
  );
}
