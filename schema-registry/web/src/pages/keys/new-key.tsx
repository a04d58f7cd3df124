import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef } from 'react';
import { ask } from '../../api/ask.ts';
import { Refused } from '../../parts/answer.tsx';

const creation = `mutation Create($organization: ID!, $name: String!, $grants: [KeyGrantInput!]!, $expiresAt: Timestamp) {
  organization(id: $organization) { createScopedKey(name: $name, grants: $grants, expiresAt: $expiresAt) { token } }
}`;
const dayMs = 86_400_000;

/** What a key is usually for. */
const purposes = {
  'Check and publish, in CI': ['READ', 'CHECK', 'PUBLISH'],
  'Check only, in CI of pull requests': ['READ', 'CHECK'],
  'Run it, in a router': ['REPORT'],
  'Look at it': ['READ'],
  'Manage everything of it': ['MANAGE'],
} as const;

/** Makes a key for one graph, or one variant of it. */
export function NewKey(props: { readonly organization: string; readonly onToken: (token: string) => void }): ReactNode {
  const { organization, onToken } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: (variables: object) =>
      ask<{ organization: { createScopedKey: { token: string } } }>(creation, { organization, ...variables }),
    onSuccess: async ({ organization: done }) => {
      dialog.current?.close();
      onToken(done.createScopedKey.token);
      await queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const text = (name: string) => String(said.get(name) ?? '').trim();
    const permissions = purposes[text('purpose') as keyof typeof purposes];
    const grant = { graphId: text('graph'), variants: text('variant') ? [text('variant')] : null, permissions };
    const days = Number(text('days'));
    const expiresAt = days > 0 ? new Date(Date.now() + days * dayMs).toISOString() : null;
    create.mutate({ name: text('name'), grants: [grant], expiresAt });
  };
  return (
    <>
      <p>
        <button type="button" className="main" onClick={() => dialog.current?.showModal()}>
          New key…
        </button>
      </p>
      <dialog ref={dialog} className="sheet" aria-labelledby="new-key">
        <form onSubmit={submit}>
          <h2 id="new-key">New key</h2>
          <p>
            <label>
              Name <input name="name" required maxLength={100} />
            </label>
          </p>
          <p>
            <label>
              For{' '}
              <select name="purpose">
                {Object.keys(purposes).map((purpose) => (
                  <option key={purpose}>{purpose}</option>
                ))}
              </select>
            </label>
          </p>
          <p>
            <label>
              Graph <input name="graph" required placeholder="* is every graph" />
            </label>
          </p>
          <p>
            <label>
              Variant <input name="variant" placeholder="empty is every variant" />
            </label>
          </p>
          <p>
            <label>
              Ends after{' '}
              <select name="days" defaultValue="0">
                <option value="30">30 days</option>
                <option value="365">a year</option>
                <option value="0">never</option>
              </select>
            </label>
          </p>
          {create.error && <Refused error={create.error} />}
          <p className="row">
            <button type="submit" className="main" disabled={create.isPending}>
              Make it
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </p>
        </form>
      </dialog>
    </>
  );
}
