import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Answer, Nothing } from '../parts/answer.tsx';
import { Mark } from '../parts/mark.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { pathTo, useRef } from '../parts/variant-tabs.tsx';

const query = `query Overview($graphId: ID!, $variant: String!) {
  graph(id: $graphId) { variant(name: $variant) {
    kind createdAt expiresAt readme { content } filter { include exclude hideUnreachableTypes }
    sourceVariant { name } baseVariant { name } contracts { name }
    subgraphs { name url updatedAt }
    currentLaunch { id number createdAt hints { code message } }
    latestLaunch { id number status errors { message code } }
  } }
}`;

type Named = { readonly name: string };
type Overview = {
  readonly kind: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly readme: { readonly content: string };
  readonly filter: { readonly include: readonly string[]; readonly exclude: readonly string[] } | null;
  readonly sourceVariant: Named | null;
  readonly baseVariant: Named | null;
  readonly contracts: readonly Named[];
  readonly subgraphs:
    | readonly { readonly name: string; readonly url: string | null; readonly updatedAt: string }[]
    | null;
  readonly currentLaunch: {
    readonly id: string;
    readonly number: number;
    readonly createdAt: string;
    readonly hints: readonly { readonly code: string; readonly message: string }[];
  } | null;
  readonly latestLaunch: {
    readonly id: string;
    readonly number: number;
    readonly status: string;
    readonly errors: readonly { readonly message: string; readonly code: string | null }[];
  } | null;
};
type OverviewAnswer = { readonly graph: { readonly variant: Overview | null } | null };

/** A variant at a glance: what is served, what it is made of, what belongs to it. */
export function OverviewPage(): ReactNode {
  const { graphId, variant } = useRef();
  return (
    <Answer<OverviewAnswer> query={query} variables={{ graphId, variant }} everyMs={10_000}>
      {({ graph }) =>
        graph?.variant ? (
          <Shown overview={graph.variant} graphId={graphId} variant={variant} />
        ) : (
          <Nothing>There is no such variant, or your key may not read it.</Nothing>
        )
      }
    </Answer>
  );
}

type OverviewShown = { readonly overview: Overview; readonly graphId: string; readonly variant: string };

function Shown({ overview, graphId, variant }: OverviewShown): ReactNode {
  const { currentLaunch, latestLaunch, subgraphs, readme } = overview;
  return (
    <>
      <section className="sheet" aria-label="Served">
        {currentLaunch ? (
          <p className="row">
            <Mark word={overview.kind} />
            <span>
              Launch <Link to={pathTo(graphId, variant, 'launches', currentLaunch.id)}>{currentLaunch.number}</Link> is
              served, since <Time at={currentLaunch.createdAt} />.
            </span>
          </p>
        ) : (
          <p>Nothing is served yet.</p>
        )}
        {latestLaunch?.status === 'FAILED' && (
          <p className="note bad">
            <Link to={pathTo(graphId, variant, 'launches', latestLaunch.id)}>Launch {latestLaunch.number}</Link> failed:{' '}
            {latestLaunch.errors[0]?.message}
          </p>
        )}
        <Family overview={overview} graphId={graphId} />
      </section>
      {subgraphs && <Subgraphs subgraphs={subgraphs} />}
      {currentLaunch && currentLaunch.hints.length > 0 && (
        <details className="sheet">
          <summary>{currentLaunch.hints.length} hints of the composer</summary>
          {currentLaunch.hints.map(({ code, message }) => (
            <p key={`${code} ${message}`}>
              <code>{code}</code> {message}
            </p>
          ))}
        </details>
      )}
      {readme.content && (
        <section className="sheet" aria-label="Readme">
          <pre className="diff">{readme.content}</pre>
        </section>
      )}
    </>
  );
}

function Family({ overview, graphId }: { overview: Overview; graphId: string }): ReactNode {
  const { sourceVariant, baseVariant, contracts, filter, expiresAt } = overview;
  const link = ({ name }: Named) => (
    <Link key={name} to={pathTo(graphId, name)}>
      {name}
    </Link>
  );
  return (
    <>
      {sourceVariant && filter && (
        <p className="row">
          A contract of {link(sourceVariant)}
          {filter.include.length > 0 && <span>with {filter.include.join(', ')}</span>}
          {filter.exclude.length > 0 && <span>without {filter.exclude.join(', ')}</span>}
        </p>
      )}
      {baseVariant && (
        <p className="row">
          A preview, checked against the traffic of {link(baseVariant)}; it goes <Time at={expiresAt} />
        </p>
      )}
      {contracts.length > 0 && <p className="row">Its contracts: {contracts.map(link)}</p>}
    </>
  );
}

function Subgraphs({ subgraphs }: { subgraphs: NonNullable<Overview['subgraphs']> }): ReactNode {
  return (
    <Table headings={['Subgraph', 'Address', 'Published']}>
      {subgraphs.map(({ name, url, updatedAt }) => (
        <tr key={name}>
          <td>{name}</td>
          <td>
            <code>{url}</code>
          </td>
          <td>
            <Time at={updatedAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
