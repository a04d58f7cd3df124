import { everyTenant, type HttpHandler, Refusal, sendJson, type Transaction } from '@fiscal/kit';
import { z } from 'zod';
import { type Authenticate, keyOf } from '../access/authenticate.ts';
import { may } from '../domain/access.ts';
import type { CheckWorkflow } from '../domain/checks/check-workflow.ts';
import { shownStatus } from '../domain/checks/judge.ts';
import { readGitContext } from '../domain/git-context.ts';
import { checkUrl } from '../domain/links.ts';
import { tasksOf } from '../graphql/resolvers/check-tasks.ts';
import { approvalsThatHold, checkById } from '../store/index.ts';
import type { AwaitCheck } from '../use-cases/checks/await-check.ts';
import type { SubmitCheck } from '../use-cases/checks/submit-check.ts';
import { readJson } from './read-json.ts';
import { contractFields, requireCaller, requireRef } from './service-contracts.ts';

const text = z.string().nullish();
const shape = z.object({
  ref: z.string(),
  /** Not given: the schema of a graph that is not made of subgraphs. */
  subgraph: text,
  sdl: z.string(),
  url: text,
  ...contractFields,
  /** Other subgraphs that ship at once, as they will be. */
  beside: z
    .array(z.object({ name: z.string(), sdl: z.string(), url: text }))
    .max(200)
    .nullish(),
  git: z.object({ branch: text, commit: text, committer: text, message: text, remoteUrl: text }).partial().nullish(),
  config: z
    .object({
      from: text,
      to: text,
      queryCountThreshold: z.number().int().min(0).nullish(),
      queryCountThresholdPercentage: z.number().min(0).max(1).nullish(),
      excludedClients: z
        .array(z.object({ name: z.string(), version: text }))
        .max(500)
        .nullish(),
      excludedOperationNames: z
        .array(z.object({ name: z.string() }))
        .max(500)
        .nullish(),
      ignoredOperations: z.array(z.string()).max(500).nullish(),
      includedVariants: z.array(z.string()).max(100).nullish(),
    })
    .partial()
    .nullish(),
});

type ShowCheck = (workflow: CheckWorkflow) => Promise<unknown>;

/** Makes what shows a check with all that it found, as JSON. */
export function createShowCheck(transact: Transaction, publicUrl: () => string, now: () => Date): ShowCheck {
  return async (workflow) => {
    const { id, graphId, variant, subgraph, branch, git, createdAt, finishedAt, outcome } = workflow;
    const approvals = await transact(everyTenant, (db) => approvalsThatHold(db, workflow, now()));
    const url = checkUrl(publicUrl(), workflow, id);
    return {
      id,
      url,
      status: shownStatus(workflow, now()),
      ref: `${graphId}@${variant}`,
      subgraph,
      branch,
      commit: git?.commit ?? null,
      createdAt,
      finishedAt,
      traffic: outcome?.operations && { ...outcome.operations, changes: undefined },
      tasks: tasksOf(workflow, approvals, url).map(({ __typename, ...task }) => ({ type: __typename, ...task })),
    };
  };
}

/** `POST /api/check`: checks a service whole, its schema and its other contracts, and answers when that is done. */
export function createCheckDoor(
  authenticate: Authenticate,
  submit: SubmitCheck,
  awaitCheck: AwaitCheck,
  show: ShowCheck,
): HttpHandler {
  return async (request, response) => {
    const caller = await requireCaller(authenticate, keyOf(request.headers));
    const given = await readJson(request, shape);
    const ref = requireRef(given.ref);
    const { subgraph = null, sdl, url = null, protos = null, events = null, config, git } = given;
    const contracts = { protos, events };
    const beside = given.beside?.map((each) => ({ ...each, url: each.url ?? '' })) ?? [];
    const proposed = { subgraph, sdl, url, contracts, beside, config: config ?? {}, git: readGitContext(git) };
    const id = await submit(caller, ref, proposed);
    const workflow = await awaitCheck(ref.graphId, id);
    if (!workflow) throw new Refusal('not_found', 'CHECK_NOT_FOUND', 'the variant was removed meanwhile');
    sendJson(response, 200, await show(workflow));
  };
}

/** `GET /api/check/<id>?graph=<graph>`: a check as it stands. */
export function createReadCheckDoor(authenticate: Authenticate, transact: Transaction, show: ShowCheck): HttpHandler {
  return async (request, response) => {
    const caller = await requireCaller(authenticate, keyOf(request.headers));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry');
    const [graphId, id] = [searchParams.get('graph') ?? '', pathname.split('/').at(-1) ?? ''];
    const found = await transact(everyTenant, (db) => checkById(db, graphId, id));
    if (!found || !may(caller, 'read', { graphId, variant: found.variant })) {
      throw new Refusal('not_found', 'CHECK_NOT_FOUND', 'there is no such check, or this key may not read it');
    }
    sendJson(response, 200, await show(found));
  };
}
