import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Answer, Nothing } from '../parts/answer.tsx';
import { Mark } from '../parts/mark.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { pathTo, useRef } from '../parts/variant-tabs.tsx';

const query = `query Usage($graphId: ID!, $variant: String!, $days: Int!) {
  graph(id: $graphId) { variant(name: $variant) {
    operationUsage(days: $days) { signatureHash name document requests errors lastSeen clients { name version requests } }
    unusedFields(days: $days) { coordinate deprecated lastSeen }
  } }
}`;

type Operation = {
  readonly signatureHash: string;
  readonly name: string;
  readonly document: string;
  readonly requests: number;
  readonly errors: number;
  readonly lastSeen: string;
  readonly clients: readonly { readonly name: string; readonly version: string; readonly requests: number }[];
};
type Unused = { readonly coordinate: string; readonly deprecated: string | null; readonly lastSeen: string | null };
type UsageAnswer = {
  readonly graph: {
    readonly variant: {
      readonly operationUsage: readonly Operation[];
      readonly unusedFields: readonly Unused[];
    } | null;
  } | null;
};

const periods = [1, 7, 30, 90];

/** What clients send, and what nobody asks for any more. */
export function UsagePage(): ReactNode {
  const { graphId, variant } = useRef();
  const [search, setSearch] = useSearchParams();
  const days = Number(search.get('days') ?? 30);
  return (
    <>
      <label className="row">
        In the last
        <select value={days} onChange={({ target }) => setSearch({ days: target.value })}>
          {periods.map((each) => (
            <option key={each} value={each}>
              {each === 1 ? 'day' : `${each} days`}
            </option>
          ))}
        </select>
      </label>
      <Answer<UsageAnswer> query={query} variables={{ graphId, variant, days }}>
        {({ graph }) => (
          <>
            <h2>Operations</h2>
            <Operations operations={graph?.variant?.operationUsage ?? []} />
            <h2>Fields nobody asked for</h2>
            <UnusedFields fields={graph?.variant?.unusedFields ?? []} graphId={graphId} variant={variant} days={days} />
          </>
        )}
      </Answer>
    </>
  );
}

function Operations({ operations }: { operations: readonly Operation[] }): ReactNode {
  if (operations.length === 0) {
    return (
      <Nothing>
        None was reported. Servers and routers report to <code>/api/ingress/traces</code>.
      </Nothing>
    );
  }
  return (
    <Table headings={['Operation', 'Requests', 'Errors', 'Clients', 'Last']}>
      {operations.map(({ signatureHash, name, document, requests, errors, clients, lastSeen }) => (
        <tr key={signatureHash}>
          <td>
            <details>
              <summary>{name || <span className="faint">without a name</span>}</summary>
              <pre className="diff">{document}</pre>
            </details>
          </td>
          <td>{requests.toLocaleString('en')}</td>
          <td>{errors > 0 ? errors.toLocaleString('en') : ''}</td>
          <td>
            {clients.map((client) => (
              <div key={`${client.name} ${client.version}`}>
                {client.name || <span className="faint">no name</span>} {client.version}
              </div>
            ))}
          </td>
          <td>
            <Time at={lastSeen} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

type UnusedShown = { fields: readonly Unused[]; graphId: string; variant: string; days: number };

function UnusedFields({ fields, graphId, variant, days }: UnusedShown): ReactNode {
  if (fields.length === 0) return <Nothing>Every field was asked for.</Nothing>;
  const exported = `/api/usage/unused-fields?ref=${encodeURIComponent(`${graphId}@${variant}`)}&days=${days}&format=csv`;
  return (
    <>
      <a href={exported} download>
        Take along as CSV
      </a>
      <Table headings={['Field', 'Deprecated', 'Last asked for']}>
        {fields.map(({ coordinate, deprecated, lastSeen }) => (
          <tr key={coordinate}>
            <td>
              <Link to={`${pathTo(graphId, variant, 'schema')}?type=${coordinate.split('.')[0]}#${coordinate}`}>
                <code>{coordinate}</code>
              </Link>
            </td>
            <td>{deprecated !== null && <Mark word="deprecated" />}</td>
            <td>
              <Time at={lastSeen} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
