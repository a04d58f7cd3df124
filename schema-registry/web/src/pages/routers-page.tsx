import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Answer, Nothing } from '../parts/answer.tsx';
import { Mark } from '../parts/mark.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { pathTo, useRef } from '../parts/variant-tabs.tsx';

const query = `query Routers($graphId: ID!, $variant: String!) {
  graph(id: $graphId) { variant(name: $variant) {
    routers(first: 500) { id clientName clientVersion keyName isCurrent runningSince lastPollAt launch { id number } }
  } }
}`;

type RouterInstance = {
  readonly id: string;
  readonly clientName: string;
  readonly clientVersion: string;
  readonly keyName: string;
  readonly isCurrent: boolean;
  readonly runningSince: string;
  readonly lastPollAt: string;
  readonly launch: { readonly id: string; readonly number: number } | null;
};
type RoutersAnswer = {
  readonly graph: { readonly variant: { readonly routers: readonly RouterInstance[] } | null } | null;
};

const everyMs = 5_000;

/** Which instance of a router runs which launch, as they asked last. */
export function RoutersPage(): ReactNode {
  const { graphId, variant } = useRef();
  return (
    <Answer<RoutersAnswer> query={query} variables={{ graphId, variant }} everyMs={everyMs}>
      {({ graph }) => {
        const routers = graph?.variant?.routers ?? [];
        if (routers.length === 0) return <Nothing>No router asked for this variant within the last day.</Nothing>;
        return (
          <Table headings={['Instance', 'Client', 'Key', 'Runs', 'Since', 'Asked last']}>
            {routers.map((router) => (
              <Row key={router.id} router={router} graphId={graphId} variant={variant} />
            ))}
          </Table>
        );
      }}
    </Answer>
  );
}

function Row({ router, graphId, variant }: { router: RouterInstance; graphId: string; variant: string }): ReactNode {
  const { id, clientName, clientVersion, keyName, launch, isCurrent, runningSince, lastPollAt } = router;
  return (
    <tr>
      <td>
        <code>{id}</code>
      </td>
      <td>
        {clientName} {clientVersion}
      </td>
      <td>{keyName}</td>
      <td>
        {launch ? <Link to={pathTo(graphId, variant, 'launches', launch.id)}>launch {launch.number}</Link> : '–'}{' '}
        <Mark word={isCurrent ? 'current' : 'behind'} />
      </td>
      <td>
        <Time at={runningSince} />
      </td>
      <td>
        <Time at={lastPollAt} />
      </td>
    </tr>
  );
}
