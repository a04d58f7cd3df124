import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Answer, Nothing } from '../../parts/answer.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { pathTo, useRef } from '../../parts/variant-tabs.tsx';

const pageSize = 50;
const query = `query Launches($graphId: ID!, $variant: String!, $before: Int) {
  graph(id: $graphId) { variant(name: $variant) {
    launches(first: ${pageSize}, before: $before) { id number status cause actor createdAt isCurrent git { branch commit message } }
  } }
}`;

type Launch = {
  readonly id: string;
  readonly number: number;
  readonly status: string;
  readonly cause: string;
  readonly actor: string;
  readonly createdAt: string;
  readonly isCurrent: boolean;
  readonly git: {
    readonly branch: string | null;
    readonly commit: string | null;
    readonly message: string | null;
  } | null;
};
type LaunchesAnswer = { readonly graph: { readonly variant: { readonly launches: readonly Launch[] } | null } | null };

/** Every launch of a variant, newest first. */
export function LaunchesPage(): ReactNode {
  const { graphId, variant } = useRef();
  const [search, setSearch] = useSearchParams();
  const before = search.has('before') ? Number(search.get('before')) : null;
  return (
    <Answer<LaunchesAnswer> query={query} variables={{ graphId, variant, before }} everyMs={5_000}>
      {({ graph }) => {
        const launches = graph?.variant?.launches ?? [];
        if (launches.length === 0) return <Nothing>None yet: a publish makes one.</Nothing>;
        const last = launches.at(-1)?.number ?? 1;
        return (
          <>
            <Launches launches={launches} graphId={graphId} variant={variant} />
            {launches.length === pageSize && last > 1 && (
              <button type="button" onClick={() => setSearch({ before: String(last) })}>
                Older ones
              </button>
            )}
          </>
        );
      }}
    </Answer>
  );
}

type Listed = { readonly launches: readonly Launch[]; readonly graphId: string; readonly variant: string };

function Launches({ launches, graphId, variant }: Listed): ReactNode {
  return (
    <Table headings={['Launch', 'Outcome', 'By', 'From', 'When']}>
      {launches.map(({ id, number, status, cause, actor, createdAt, isCurrent, git }) => (
        <tr key={id}>
          <td>
            <Link to={pathTo(graphId, variant, 'launches', id)}>{number}</Link>
          </td>
          <td>
            <Mark word={status} /> {isCurrent && <Mark word="served" />}
          </td>
          <td>
            {cause.toLowerCase()} by {actor}
          </td>
          <td>
            {git?.branch} {git?.commit && <code className="faint">{git.commit.slice(0, 8)}</code>} {git?.message}
          </td>
          <td>
            <Time at={createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
