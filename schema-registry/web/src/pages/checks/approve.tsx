import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef as useElement } from 'react';
import { useParams } from 'react-router';
import { ask } from '../../api/ask.ts';
import { Refused } from '../../parts/answer.tsx';
import type { Check } from './check-answer.ts';

const mutation = `mutation Approve($graphId: ID!, $input: ApproveChangesInput!) {
  graph(id: $graphId) { approveChanges(input: $input) { approvals { id } } }
}`;
const dayMs = 86_400_000;

/** Lets pass what fails a check, on its branch, with a reason and for as long as is said. */
export function Approve({ check: { id, status, branch } }: { readonly check: Check }): ReactNode {
  const { graphId = '' } = useParams();
  const queries = useQueryClient();
  const dialog = useElement<HTMLDialogElement>(null);
  const approve = useMutation({
    mutationFn: (input: object) => ask(mutation, { graphId, input }),
    onSuccess: async () => {
      dialog.current?.close();
      await queries.invalidateQueries();
    },
  });
  if (status === 'PASSED') return null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const days = Number(said.get('days'));
    const expiresAt = days > 0 ? new Date(Date.now() + days * dayMs).toISOString() : null;
    approve.mutate({ workflowId: id, reason: String(said.get('reason')), expiresAt });
  };
  return (
    <>
      <button type="button" className="main" onClick={() => dialog.current?.showModal()}>
        Approve what fails…
      </button>
      <dialog ref={dialog} className="sheet" aria-labelledby="approve-title">
        <form onSubmit={submit}>
          <h2 id="approve-title">Approve on branch {branch}</h2>
          <p className="faint">What fails this check passes from now on, in every check of the branch.</p>
          <label htmlFor="reason">Why</label>
          <p>
            <textarea id="reason" name="reason" required rows={3} style={{ width: '100%' }} />
          </p>
          <label className="row">
            For
            <select name="days" defaultValue="30">
              <option value="1">a day</option>
              <option value="7">a week</option>
              <option value="30">30 days</option>
              <option value="0">good</option>
            </select>
          </label>
          {approve.error && <Refused error={approve.error} />}
          <p className="row">
            <button type="submit" className="main" disabled={approve.isPending}>
              Approve
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
