import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Answer, Nothing } from '../parts/answer.tsx';
import { Mark } from '../parts/mark.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { pathTo, useRef } from '../parts/variant-tabs.tsx';

const query = `query Usage($graphId: ID!, $variant: String!, $days: Int!, $field: String) {
  graph(id: $graphId) { variant(name: $variant) {
    operationUsage(days: $days, coordinate: $field) { signatureHash name document requests errors lastSeen clients { name version requests } }
    fieldsToRetire(days: $days) { coordinate deprecated lastSeen }
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
      readonly fieldsToRetire: readonly Unused[];
    } | null;
  } | null;
};

const periods = [1, 7, 30, 90];

/** What clients send, and what nobody asks for any more. */
export function UsagePage(): ReactNode {
  const { graphId, variant } = useRef();
  const [search, setSearch] = useSearchParams();
  const days = Number(search.get('days') ?? 30);
  const field = search.get('field');
  return (
    <>
      <label className="row">
        In the last
        <select value={days} onChange={({ target }) => setSearch({ ...(field ? { field } : {}), days: target.value })}>
          {periods.map((each) => (
            <option key={each} value={each}>
              {each === 1 ? 'day' : `${each} days`}
            </option>
          ))}
        </select>
      </label>
      <Answer<UsageAnswer> query={query} variables={{ graphId, variant, days, field }}>
        {({ graph }) => (
          <>
            <h2>Operations {field && <code>{field}</code>}</h2>
            {field && (
              <p>
                Those that ask for this field. <Link to={`?days=${days}`}>All operations</Link>
              </p>
            )}
            <Operations operations={graph?.variant?.operationUsage ?? []} field={field} />
            <h2>Fields that are deprecated, or that nobody asked for</h2>
            <FieldsToRetire
              fields={graph?.variant?.fieldsToRetire ?? []}
              graphId={graphId}
              variant={variant}
              days={days}
            />
          </>
        )}
      </Answer>
    </>
  );
}

function Operations({ operations, field }: { operations: readonly Operation[]; field: string | null }): ReactNode {
  if (operations.length === 0 && field) return <Nothing>Nobody asked for it.</Nothing>;
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

function FieldsToRetire({ fields, graphId, variant, days }: UnusedShown): ReactNode {
  if (fields.length === 0) return <Nothing>No field is deprecated, and every one was asked for.</Nothing>;
  const exported = `/api/usage/fields-to-retire?ref=${encodeURIComponent(`${graphId}@${variant}`)}&days=${days}&format=csv`;
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
              {lastSeen === null ? (
                <Time at={lastSeen} />
              ) : (
                <Link to={`?days=${days}&field=${coordinate}`}>
                  <Time at={lastSeen} />
                </Link>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
