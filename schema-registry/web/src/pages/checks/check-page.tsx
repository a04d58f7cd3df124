import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { Answer, Nothing } from '../../parts/answer.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Time } from '../../parts/time.tsx';
import { Approve } from './approve.tsx';
import { Changes } from './changes.tsx';
import { type Check, type CheckAnswer, checkQuery, type Task } from './check-answer.ts';
import { Findings } from './findings.tsx';

const everyMs = 2_000;

/** One check: each change, the operations and clients it breaks, and the approve button. */
export function CheckPage(): ReactNode {
  const { graphId = '', checkId = '' } = useParams();
  const whilePending = (answer: CheckAnswer | undefined) =>
    answer?.graph?.checkWorkflow?.status === 'PENDING' ? everyMs : false;
  return (
    <Answer<CheckAnswer> query={checkQuery} variables={{ graphId, id: checkId }} everyMs={whilePending}>
      {({ graph }) =>
        graph?.checkWorkflow ? <Shown check={graph.checkWorkflow} /> : <Nothing>There is no such check.</Nothing>
      }
    </Answer>
  );
}

function Shown({ check }: { check: Check }): ReactNode {
  const { status, subgraphName, branch, commit, committer, message, actor, createdAt, tasks } = check;
  return (
    <>
      <section className="sheet">
        <div className="row">
          <Mark word={status} />
          <strong>{subgraphName ?? 'the whole schema'}</strong>
          <span className="faint">
            {branch} {commit?.slice(0, 8)}
          </span>
          <span className="faint">
            by {committer ?? actor}, <Time at={createdAt} />
          </span>
        </div>
        {message && <p>{message}</p>}
        {check.heldUntil && status === 'PENDING' && (
          <p className="faint">
            It fails, and waits for an approval until <Time at={check.heldUntil} />.
          </p>
        )}
        {check.trafficFrom && (
          <p className="faint">
            Held against {(check.trafficRequests ?? 0).toLocaleString('en')} requests since{' '}
            <Time at={check.trafficFrom} />.
          </p>
        )}
        <Approve check={check} />
      </section>
      {tasks.map((task) => (
        <TaskView key={task.id} task={task} />
      ))}
    </>
  );
}

const titles: Readonly<Record<string, string>> = {
  CompositionCheckTask: 'Composition',
  OperationsCheckTask: 'Operations',
  LintCheckTask: 'Lint',
  CustomCheckTask: 'Policies and contracts of the service',
  DownstreamCheckTask: 'Contracts',
};

function TaskView({ task }: { task: Task }): ReactNode {
  const { __typename: type, status, result, operations, lint, custom, results = [] } = task;
  return (
    <section className="sheet" aria-label={titles[type] ?? type}>
      <div className="row">
        <h2 style={{ margin: 0 }}>{titles[type] ?? type}</h2>
        <Mark word={status} />
      </div>
      {result && <Faults faults={result.errors} />}
      {operations && (
        <>
          <p className="faint">
            Changes: {operations.changes.length}. Operations they were held against:{' '}
            {operations.numberOfCheckedOperations}.
          </p>
          <Changes changes={operations.changes} />
        </>
      )}
      {lint && <Findings findings={lint.diagnostics} />}
      {custom && <Findings findings={custom.violations} />}
      {results.map(({ downstreamVariantName, errors, changes }) => (
        <div key={downstreamVariantName}>
          <h3>{downstreamVariantName}</h3>
          <Faults faults={errors} />
          <Changes changes={changes} />
        </div>
      ))}
    </section>
  );
}

function Faults({ faults }: { faults: readonly { message: string; code: string | null }[] }): ReactNode {
  return faults.map(({ message, code }) => (
    <p key={`${code} ${message}`} className="note bad">
      {code && <code>{code}</code>} {message}
    </p>
  ));
}
