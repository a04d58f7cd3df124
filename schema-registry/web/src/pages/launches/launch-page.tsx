import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useParams } from 'react-router';
import { ask } from '../../api/ask.ts';
import { Answer, Nothing, Refused } from '../../parts/answer.tsx';
import { Mark } from '../../parts/mark.tsx';
import { SchemaDiff } from '../../parts/schema-diff.tsx';
import { Time } from '../../parts/time.tsx';
import { useRef } from '../../parts/variant-tabs.tsx';

const query = `query Launch($graphId: ID!, $variant: String!, $id: ID!) {
  graph(id: $graphId) { variant(name: $variant) { launch(id: $id) {
    id number status cause actor createdAt isCurrent apiSchema
    git { branch commit message } errors { code message locations { line column subgraph } }
    subgraphs { name hash sdl } previous { number apiSchema subgraphs { name hash sdl } }
  } } }
}`;
const promotion = `mutation Promote($graphId: ID!, $variant: String!, $id: ID!) {
  graph(id: $graphId) { variant(name: $variant) { promoteLaunch(launchId: $id) { number } } }
}`;

type Subgraph = { readonly name: string; readonly hash: string; readonly sdl: string };
type Launch = {
  readonly id: string;
  readonly number: number;
  readonly status: string;
  readonly cause: string;
  readonly actor: string;
  readonly createdAt: string;
  readonly isCurrent: boolean;
  readonly apiSchema: string | null;
  readonly git: {
    readonly branch: string | null;
    readonly commit: string | null;
    readonly message: string | null;
  } | null;
  readonly errors: readonly {
    readonly code: string | null;
    readonly message: string;
    readonly locations: readonly { readonly line: number; readonly column: number; readonly subgraph: string | null }[];
  }[];
  readonly subgraphs: readonly Subgraph[];
  readonly previous: {
    readonly number: number;
    readonly apiSchema: string | null;
    readonly subgraphs: readonly Subgraph[];
  } | null;
};
type LaunchAnswer = { readonly graph: { readonly variant: { readonly launch: Launch | null } | null } | null };

/** One launch: what it changed, for clients and in each subgraph, and the way back to it. */
export function LaunchPage(): ReactNode {
  const { graphId, variant } = useRef();
  const { launchId = '' } = useParams();
  return (
    <Answer<LaunchAnswer> query={query} variables={{ graphId, variant, id: launchId }}>
      {({ graph }) =>
        graph?.variant?.launch ? <Shown launch={graph.variant.launch} /> : <Nothing>There is no such launch.</Nothing>
      }
    </Answer>
  );
}

function Shown({ launch }: { launch: Launch }): ReactNode {
  const { number, status, cause, actor, createdAt, isCurrent, git, errors } = launch;
  return (
    <>
      <section className="sheet">
        <div className="row">
          <h2 style={{ margin: 0 }}>Launch {number}</h2>
          <Mark word={status} />
          {isCurrent && <Mark word="served" />}
          <span className="faint">
            {cause.toLowerCase()} by {actor}, <Time at={createdAt} /> {git?.branch} {git?.commit?.slice(0, 8)}
          </span>
        </div>
        {git?.message && <p>{git.message}</p>}
        {errors.map(({ code, message, locations: [place] }) => (
          <p key={`${code} ${message}`} className="note bad">
            {code && <code>{code}</code>} {message}{' '}
            {place && (
              <span>
                ({place.subgraph} {place.line}:{place.column})
              </span>
            )}
          </p>
        ))}
        {status === 'SUCCEEDED' && !isCurrent && <Promote launch={launch} />}
      </section>
      <Difference launch={launch} />
    </>
  );
}

function Promote({ launch: { id, number } }: { launch: Launch }): ReactNode {
  const { graphId, variant } = useRef();
  const queries = useQueryClient();
  const promote = useMutation({
    mutationFn: () => ask(promotion, { graphId, variant, id }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const confirmed = () => {
    if (confirm(`Have routers of ${graphId}@${variant} run what launch ${number} was?`)) promote.mutate();
  };
  return (
    <>
      <button type="button" onClick={confirmed} disabled={promote.isPending}>
        Serve this one again
      </button>
      {promote.error && <Refused error={promote.error} />}
    </>
  );
}

function Difference({ launch: { apiSchema, subgraphs, previous } }: { launch: Launch }): ReactNode {
  const before = new Map(previous?.subgraphs.map((each) => [each.name, each]));
  const now = new Map(subgraphs.map((each) => [each.name, each]));
  const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
    (name) => before.get(name)?.hash !== now.get(name)?.hash,
  );
  const [shown, setShown] = useState(apiSchema === null ? changed[0] : undefined);
  const since = previous ? `since launch ${previous.number}` : 'which is the first';
  const [from, to] =
    shown === undefined
      ? [previous?.apiSchema ?? '', apiSchema ?? '']
      : [before.get(shown)?.sdl ?? '', now.get(shown)?.sdl ?? ''];
  return (
    <>
      <label className="row">
        What changed
        <select value={shown ?? ''} onChange={({ target }) => setShown(target.value || undefined)}>
          {apiSchema !== null && <option value="">for clients</option>}
          {changed.map((name) => (
            <option key={name} value={name}>
              in subgraph {name}
            </option>
          ))}
        </select>
        {since}
      </label>
      <SchemaDiff from={from} to={to} />
    </>
  );
}
