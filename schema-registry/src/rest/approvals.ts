import { type HttpHandler, sendJson } from '@fiscal/kit';
import { z } from 'zod';
import { type Authenticate, keyOf } from '../access/authenticate.ts';
import type { Approval } from '../domain/checks/approval.ts';
import { shownStatus } from '../domain/checks/judge.ts';
import type { Approve, Approved } from '../use-cases/checks/approve-changes.ts';
import { readJson } from './read-json.ts';
import { requireCaller } from './service-contracts.ts';

const shape = z.object({
  graph: z.string(),
  /** The id of the check. */
  check: z.string(),
  /** Not given: all that fails it. */
  fingerprints: z.array(z.string()).max(1_000).nullish(),
  reason: z.string(),
  expiresAt: z.iso.datetime({ offset: true }).nullish(),
});

/** `POST /api/approvals`: lets pass what fails a check, on its branch; checks that failed by it alone pass at once. */
export function createApproveDoor(authenticate: Authenticate, { approve }: Approve, now: () => Date): HttpHandler {
  return async (request, response) => {
    const caller = await requireCaller(authenticate, keyOf(request.headers));
    const { graph, check, fingerprints = null, reason, expiresAt } = await readJson(request, shape);
    const wanted = { workflowId: check, fingerprints, reason, expiresAt: expiresAt ? new Date(expiresAt) : null };
    sendJson(response, 200, answerOf(await approve(caller, graph, wanted), now()));
  };
}

/** `DELETE /api/approvals/<id>?graph=<graph>`: takes an approval back; checks that passed by it fail again. */
export function createRevokeDoor(authenticate: Authenticate, { revoke }: Approve, now: () => Date): HttpHandler {
  return async (request, response) => {
    const caller = await requireCaller(authenticate, keyOf(request.headers));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry');
    const revoked = await revoke(caller, searchParams.get('graph') ?? '', pathname.split('/').at(-1) ?? '');
    sendJson(response, 200, answerOf(revoked, now()));
  };
}

function answerOf({ approvals, checks }: Approved, now: Date) {
  return {
    approvals: approvals.map(({ graphId, family, ...rest }: Approval) => ({ ref: `${graphId}@${family}`, ...rest })),
    checks: checks.map((each) => ({ id: each.id, status: shownStatus(each, now), subgraph: each.subgraph })),
  };
}
