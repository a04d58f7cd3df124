import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ask } from '../../api/ask.ts';
import { Answer, Nothing, Refused } from '../../parts/answer.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { NewKey } from './new-key.tsx';

const query = `{ me { id ... on User { memberships { account { ...Keys } } } ... on Graph { account { ...Keys } } } }
fragment Keys on Organization {
  id apiKeys { edges { node {
    id keyName token type createdAt createdBy expiresAt lastUsedAt grants { graphId variants subgraphs permissions }
  } } }
}`;
const removal = `mutation Remove($organization: ID!, $id: ID!) { organization(id: $organization) { deleteKey(keyId: $id) } }`;
const rotation = `mutation Rotate($organization: ID!, $id: ID!) { organization(id: $organization) { rotateKey(keyId: $id) { token } } }`;

type Grant = {
  readonly graphId: string;
  readonly variants: readonly string[] | null;
  readonly subgraphs: readonly string[] | null;
  readonly permissions: readonly string[];
};
type Key = {
  readonly id: string;
  readonly keyName: string | null;
  readonly token: string;
  readonly type: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly grants: readonly Grant[];
};
type Account = { readonly id: string; readonly apiKeys: { readonly edges: readonly { readonly node: Key }[] } };
type KeysAnswer = {
  readonly me: { readonly memberships?: readonly { readonly account: Account }[]; readonly account?: Account } | null;
};

/** The keys of the registry: what each may do, when it was used, and how to end or renew it. */
export function KeysPage(): ReactNode {
  const [token, setToken] = useState<string>();
  return (
    <>
      <h1>Keys</h1>
      {token !== undefined && <Token token={token} />}
      <Answer<KeysAnswer> query={query}>
        {({ me }) => {
          const account = me?.memberships?.[0]?.account ?? me?.account;
          if (!account) return <Nothing>Your key may not see keys.</Nothing>;
          return (
            <>
              <NewKey organization={account.id} onToken={setToken} />
              <Keys organization={account.id} keys={account.apiKeys.edges.map(({ node }) => node)} onToken={setToken} />
            </>
          );
        }}
      </Answer>
    </>
  );
}

function Token({ token }: { token: string }): ReactNode {
  return (
    <p className="sheet" role="status">
      This is the key. It is not shown again: <code>{token}</code>{' '}
      <button type="button" onClick={() => navigator.clipboard.writeText(token)}>
        Copy
      </button>
    </p>
  );
}

type Listed = {
  readonly organization: string;
  readonly keys: readonly Key[];
  readonly onToken: (token: string) => void;
};

function Keys({ organization, keys, onToken }: Listed): ReactNode {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries();
  const remove = useMutation({ mutationFn: (id: string) => ask(removal, { organization, id }), onSuccess });
  const rotate = useMutation({
    mutationFn: async (id: string) => {
      const { organization: done } = await ask<{ organization: { rotateKey: { token: string } } }>(rotation, {
        organization,
        id,
      });
      onToken(done.rotateKey.token);
    },
    onSuccess,
  });
  const error = remove.error ?? rotate.error;
  return (
    <>
      {error && <Refused error={error} />}
      <Table headings={['Key', 'May', 'Made', 'Used last', 'Ends', 'Do']}>
        {keys.map(({ id, keyName, token, createdAt, createdBy, expiresAt, lastUsedAt, grants }) => (
          <tr key={id}>
            <td>
              {keyName}
              <br />
              <code className="faint">{token}</code>
            </td>
            <td>
              {grants.map((grant) => (
                <div key={JSON.stringify(grant)}>{describe(grant)}</div>
              ))}
            </td>
            <td>
              <Time at={createdAt} /> <span className="faint">by {createdBy}</span>
            </td>
            <td>
              <Time at={lastUsedAt} />
            </td>
            <td>{expiresAt ? <Time at={expiresAt} /> : ''}</td>
            <td>
              <div className="row">
                <button type="button" onClick={() => rotate.mutate(id)}>
                  Renew
                </button>
                <button
                  type="button"
                  onClick={() => confirm(`End ${keyName}? Who uses it is refused at once.`) && remove.mutate(id)}
                >
                  End
                </button>
              </div>
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function describe({ graphId, variants, subgraphs, permissions }: Grant): string {
  const graph = graphId === '*' ? 'every graph' : graphId;
  const where = variants ? `${graph}@${variants.join(', ')}` : graph;
  const what = permissions.map((each) => each.toLowerCase()).join(', ');
  return `${what} ${where}${subgraphs ? ` (${subgraphs.join(', ')})` : ''}`;
}
