import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Answer, Nothing } from '../parts/answer.tsx';
import { Mark } from '../parts/mark.tsx';
import { Time } from '../parts/time.tsx';
import { pathTo } from '../parts/variant-tabs.tsx';

const query = `{ graphs { id title variants { name kind expiresAt latestLaunch { number status createdAt } } } }`;

type Variant = {
  readonly name: string;
  readonly kind: string;
  readonly expiresAt: string | null;
  readonly latestLaunch: { readonly number: number; readonly status: string; readonly createdAt: string } | null;
};
type GraphsAnswer = {
  readonly graphs: readonly { readonly id: string; readonly title: string; readonly variants: readonly Variant[] }[];
};

/** Every graph that the key may read, with its variants and how their last launch went; or one of them. */
export function GraphsPage({ only }: { readonly only?: string | undefined }): ReactNode {
  return (
    <Answer<GraphsAnswer> query={query}>
      {({ graphs }) => {
        const shown = graphs.filter(({ id }) => only === undefined || id === only);
        if (shown.length === 0) {
          return (
            <Nothing>
              No graph yet. <code>rover subgraph publish my-graph@current --name … --schema … --routing-url …</code>{' '}
              makes one.
            </Nothing>
          );
        }
        return (
          <div className="cards">
            {shown.map(({ id, title, variants }) => (
              <section key={id} className="sheet" aria-label={title}>
                <h1>
                  <Link to={`/graph/${encodeURIComponent(id)}`}>{title}</Link>
                </h1>
                {variants.map((variant) => (
                  <VariantLine key={variant.name} graphId={id} variant={variant} />
                ))}
              </section>
            ))}
          </div>
        );
      }}
    </Answer>
  );
}

function VariantLine({ graphId, variant }: { graphId: string; variant: Variant }): ReactNode {
  const { name, kind, latestLaunch, expiresAt } = variant;
  return (
    <div className="field row">
      <Link to={pathTo(graphId, name)}>{name}</Link>
      {kind !== 'FEDERATED' && <Mark word={kind} />}
      {latestLaunch && (
        <>
          <Mark word={latestLaunch.status} />
          <span className="faint">
            launch {latestLaunch.number}, <Time at={latestLaunch.createdAt} />
          </span>
        </>
      )}
      {expiresAt && (
        <span className="faint">
          goes <Time at={expiresAt} />
        </span>
      )}
    </div>
  );
}
