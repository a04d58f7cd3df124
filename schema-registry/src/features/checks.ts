import { tmpdir } from 'node:os';
import { everyTenant } from '@fiscal/kit';
import { createFindProtoBreaks } from '../buf/find-proto-breaks.ts';
import { createApprovalResolvers } from '../graphql/resolvers/approvals.ts';
import { createCheckResolvers } from '../graphql/resolvers/checks.ts';
import { createClientCheckResolvers } from '../graphql/resolvers/client-check.ts';
import { createApproveDoor, createRevokeDoor } from '../rest/approvals.ts';
import { createCheckDoor, createReadCheckDoor, createShowCheck } from '../rest/checks.ts';
import { createProposeContractsDoor } from '../rest/service-contracts.ts';
import { claimChecks, leaseChecks, removeChecks, removeProposedContracts } from '../store/index.ts';
import { upkeepPart } from '../upkeep-part.ts';
import { createApprove, type OnApproval } from '../use-cases/checks/approve-changes.ts';
import { createAwaitCheck } from '../use-cases/checks/await-check.ts';
import { createCheckDownstream } from '../use-cases/checks/check-downstream.ts';
import { type CheckLeases, createCheckLine } from '../use-cases/checks/check-line.ts';
import { createCheckApi } from '../use-cases/checks/check-operations.ts';
import { createCheckService } from '../use-cases/checks/check-service.ts';
import { createEvaluateCheck } from '../use-cases/checks/evaluate-check.ts';
import { createFinishCheck, type OnCheck } from '../use-cases/checks/finish-check.ts';
import { createLint } from '../use-cases/checks/lint.ts';
import { createPerformCheck } from '../use-cases/checks/perform-check.ts';
import { createProposeContracts } from '../use-cases/checks/propose-contracts.ts';
import { createSubmitCheck, leaseMs } from '../use-cases/checks/submit-check.ts';
import { createUpdateCheckSettings } from '../use-cases/checks/update-check-settings.ts';
import { createValidateClient } from '../use-cases/checks/validate-client.ts';
import type { Core, Feature } from './feature.ts';

/** More would only share the time that each may take. */
const checksPerThread = 2;
const bufsAtOnce = 2;
const waitMs = 2_000;
/** Rover waits for five minutes. */
const totalMs = 280_000;
const postponeMs = 1_000;
const hourMs = 3_600_000;
const removedAtOnce = 1_000;

type Listeners = { readonly onCheck: OnCheck; readonly onApproval: OnApproval };

/** Checks of proposed changes: begun by rover or by REST, done here, and judged by the approvals that there are. */
export function createChecks(core: Core, { onCheck, onApproval }: Listeners): Feature {
  const { config, transact, runWork, now, newId, publicUrl, authenticate } = core;
  const { REGISTRY_CHECK_DEADLINE_MS: evaluateMs } = config;
  const checkApi = createCheckApi(transact, runWork, now);
  const checkService = createCheckService(transact, runWork, createFindProtoBreaks(bufsAtOnce, tmpdir()));
  const checkDownstream = createCheckDownstream(runWork, checkApi);
  const evaluate = createEvaluateCheck(transact, runWork, { checkApi, checkService, checkDownstream }, evaluateMs, now);
  const perform = createPerformCheck(evaluate, createFinishCheck(transact, onCheck, now), evaluateMs, now);
  const line = createCheckLine(createLeases(core), perform, config.REGISTRY_WORKERS * checksPerThread);
  const { REGISTRY_MAX_SDL_BYTES: maxSdlBytes, REGISTRY_MAX_PENDING_CHECKS: mostOfGraph } = config;
  const bounds = { maxSdlBytes, mostOfGraph, totalMs, waitMs };
  const submit = createSubmitCheck(transact, line, bounds, now, newId);
  const show = createShowCheck(transact, publicUrl, now);
  const approve = createApprove(transact, onApproval, now, newId);
  return {
    resolvers: [
      createCheckResolvers(transact, submit, publicUrl, now),
      createClientCheckResolvers(createValidateClient(transact, runWork), createLint(transact, runWork, maxSdlBytes)),
      createApprovalResolvers(transact, approve, createUpdateCheckSettings(transact, now), now),
    ],
    routes: {
      'POST /api/check': createCheckDoor(authenticate, submit, createAwaitCheck(transact, line, now), show),
      'GET /api/check/*': createReadCheckDoor(authenticate, transact, show),
      'POST /api/contracts': createProposeContractsDoor(authenticate, createProposeContracts(transact, now)),
      'POST /api/approvals': createApproveDoor(authenticate, approve, now),
      'DELETE /api/approvals/*': createRevokeDoor(authenticate, approve, now),
    },
    parts: [line, upkeepPart('old checks', hourMs, createForget(core))],
  };
}

function createLeases({ transact, now }: Core): CheckLeases {
  const after = (ms: number) => new Date(now().getTime() + ms);
  const lease = (ids: readonly string[], ms: number) => transact(everyTenant, (db) => leaseChecks(db, ids, after(ms)));
  return {
    claim: (limit) =>
      transact(everyTenant, (db) => claimChecks(db, { now: now(), leasedUntil: after(leaseMs) }, limit)),
    renew: (ids) => lease(ids, leaseMs),
    release: (ids) => lease(ids, 0),
    postpone: (id) => lease([id], postponeMs),
  };
}

/** Lets go of what nobody will look at again; gives whether there may be more. */
function createForget({ config, transact, now }: Core): () => Promise<boolean> {
  return () =>
    transact(everyTenant, async (db) => {
      const before = new Date(now().getTime() - config.REGISTRY_CHECK_DAYS * 24 * hourMs);
      const checks = await removeChecks(db, before, removedAtOnce);
      const contracts = await removeProposedContracts(db, before, removedAtOnce);
      return checks === removedAtOnce || contracts === removedAtOnce;
    });
}
