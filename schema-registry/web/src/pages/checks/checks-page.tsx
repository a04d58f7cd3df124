import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Answer, Nothing } from '../../parts/answer.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { pathTo, useRef } from '../../parts/variant-tabs.tsx';

const query = `query Checks($graphId: ID!, $variant: String!, $status: CheckWorkflowStatus) {
  graph(id: $graphId) { variant(name: $variant) {
    checks(status: $status) { id status subgraphName branch commit committer actor createdAt }
  } }
}`;

type Check = {
  readonly id: string;
  readonly status: string;
  readonly subgraphName: string | null;
  readonly branch: string;
  readonly commit: string | null;
  readonly committer: string | null;
  readonly actor: string;
  readonly createdAt: string;
};
type ChecksAnswer = { readonly graph: { readonly variant: { readonly checks: readonly Check[] } | null } | null };

const statuses = ['PASSED', 'FAILED', 'PENDING'];
const everyMs = 5_000;

/** The checks of a variant, newest first. */
export function ChecksPage(): ReactNode {
  const { graphId, variant } = useRef();
  const [search, setSearch] = useSearchParams();
  const status = search.get('status');
  return (
    <>
      <label className="row">
        Show
        <select value={status ?? ''} onChange={({ target }) => setSearch(target.value ? { status: target.value } : {})}>
          <option value="">all checks</option>
          {statuses.map((each) => (
            <option key={each} value={each}>
              {each.toLowerCase()} ones
            </option>
          ))}
        </select>
      </label>
      <Answer<ChecksAnswer> query={query} variables={{ graphId, variant, status }} everyMs={everyMs}>
        {({ graph }) => <Checks checks={graph?.variant?.checks ?? []} graphId={graphId} variant={variant} />}
      </Answer>
    </>
  );
}

type Listed = { readonly checks: readonly Check[]; readonly graphId: string; readonly variant: string };

function Checks({ checks, graphId, variant }: Listed): ReactNode {
  if (checks.length === 0) {
    return (
      <Nothing>
        None. <code>rover subgraph check {`${graphId}@${variant}`} --name … --schema …</code> makes one.
      </Nothing>
    );
  }
  return (
    <Table headings={['Check', 'Of', 'Branch', 'By', 'When']}>
      {checks.map(({ id, status, subgraphName, branch, commit, committer, actor, createdAt }) => (
        <tr key={id}>
          <td>
            <Link to={pathTo(graphId, variant, 'checks', id)}>
              <Mark word={status} />
            </Link>
          </td>
          <td>{subgraphName ?? 'the whole schema'}</td>
          <td>
            {branch} {commit && <code className="faint">{commit.slice(0, 8)}</code>}
          </td>
          <td>{committer ?? actor}</td>
          <td>
            <Time at={createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
