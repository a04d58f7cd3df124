import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { may } from '../../domain/access.ts';
import type { Approval } from '../../domain/checks/approval.ts';
import type { GivenCheckConfig } from '../../domain/checks/check-config.ts';
import type { CheckStatus, CheckSummary, CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import { shownStatus } from '../../domain/checks/judge.ts';
import { type GivenGitContext, readGitContext } from '../../domain/git-context.ts';
import type { Graph } from '../../domain/graph.ts';
import { checkUrl } from '../../domain/links.ts';
import type { Variant } from '../../domain/variant.ts';
import { approvalsThatHold, checkById, checksOf } from '../../store/index.ts';
import type { Submission, SubmitCheck } from '../../use-cases/checks/submit-check.ts';
import { readTime } from './approvals.ts';
import { tasksOf } from './check-tasks.ts';
import type { Context, Field, ResolverMap } from './resolver-map.ts';

type Given = { readonly config: GivenCheckConfig; readonly gitContext: GivenGitContext };
type SubgraphInput = Given & { readonly subgraphName: string; readonly proposedSchema: string };
type GraphInput = Given & { readonly proposedSchemaDocument?: string | null };
type ListArgs = {
  readonly branch?: string | null;
  readonly subgraph?: string | null;
  readonly status?: CheckStatus | null;
  readonly before?: string | null;
  readonly first: number;
};

const mostListed = 200;

/** `subgraph check` and `graph check`: what begins them, and how they stand. */
export function createCheckResolvers(
  transact: Transaction,
  submit: SubmitCheck,
  publicUrl: () => string,
  now: () => Date,
): ResolverMap {
  const submitted = async (
    variant: Variant,
    { caller }: Context,
    of: Pick<Submission, 'subgraph' | 'sdl'>,
    { config, gitContext }: Given,
  ) => {
    const ref = { graphId: variant.graphId, variant: variant.name };
    const rest = { url: null, config, contracts: { protos: null, events: null }, git: readGitContext(gitContext) };
    try {
      const workflowID = await submit(caller, ref, { ...of, ...rest });
      return { __typename: 'CheckRequestSuccess', workflowID, targetURL: checkUrl(publicUrl(), ref, workflowID) };
    } catch (error) {
      return refusedOf(error);
    }
  };
  const submitSubgraphCheckAsync: Field<Variant, { input: SubgraphInput }> = (variant, { input }, context) =>
    submitted(variant, context, { subgraph: input.subgraphName, sdl: input.proposedSchema }, input);
  const submitCheckSchemaAsync: Field<Variant, { input: GraphInput }> = (variant, { input }, context) =>
    submitted(variant, context, { subgraph: null, sdl: input.proposedSchemaDocument ?? '' }, input);
  const checkWorkflow: Field<Graph, { id: string }> = async ({ id: graphId }, { id }, { caller }) => {
    const found = await transact(everyTenant, (db) => checkById(db, graphId, id));
    return found && may(caller, 'read', { graphId, variant: found.variant }) ? found : null;
  };
  const checks: Field<Variant, ListArgs> = (
    { graphId, name },
    { branch = null, subgraph = null, status = null, before, first },
  ) => {
    const page = { before: before ? readTime(before) : null, limit: Math.min(Math.max(first, 0), mostListed) };
    return transact(everyTenant, (db) => checksOf(db, { graphId, variant: name, branch, subgraph, status, ...page }));
  };
  return {
    GraphVariantMutation: { submitSubgraphCheckAsync, submitCheckSchemaAsync },
    Graph: { checkWorkflow },
    GraphVariant: { checks },
    CheckWorkflow: workflowFields(transact, publicUrl, now),
  };
}

/** What lists leave out is read when somebody asks for it. */
type Listed = CheckSummary & Partial<Pick<CheckWorkflow, 'outcome'>>;

function workflowFields(transact: Transaction, publicUrl: () => string, now: () => Date) {
  const approvals = (workflow: Listed): Promise<readonly Approval[]> =>
    transact(everyTenant, (db) => approvalsThatHold(db, workflow, now()));
  const whole = async ({ outcome, ...workflow }: Listed): Promise<CheckWorkflow> => {
    if (outcome !== undefined) return { ...workflow, outcome };
    const found = await transact(everyTenant, (db) => checkById(db, workflow.graphId, workflow.id));
    return found ?? { ...workflow, outcome: null };
  };
  const operations = async (workflow: Listed) => (await whole(workflow)).outcome?.operations;
  const fields: Record<string, Field<Listed>> = {
    status: (workflow) => shownStatus(workflow, now()),
    tasks: async (listed) => {
      const workflow = await whole(listed);
      const url = checkUrl(publicUrl(), workflow, workflow.id);
      return tasksOf(workflow, workflow.outcome ? await approvals(workflow) : [], url);
    },
    approvals,
    variantName: ({ variant }) => variant,
    subgraphName: ({ subgraph }) => subgraph,
    commit: ({ git }) => git?.commit ?? null,
    committer: ({ git }) => git?.committer ?? null,
    message: ({ git }) => git?.message ?? null,
    trafficFrom: async (workflow) => timeOf((await operations(workflow))?.from),
    trafficTo: async (workflow) => timeOf((await operations(workflow))?.to),
    trafficRequests: async (workflow) => (await operations(workflow))?.requests ?? null,
  };
  return fields;
}

/** In rover's terms: its own union says why nothing was checked. What is not the client's doing stays an error. */
function refusedOf(error: unknown) {
  if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
  const { code, message } = error;
  if (code === 'TOO_MANY_CHECKS') return { __typename: 'RateLimitExceededError', message };
  // Of an invalid input rover shows no message of ours; of a permission that is missing it does.
  const isOfKind = code === 'VARIANT_KIND';
  return { __typename: isOfKind ? 'InvalidInputError' : 'PermissionError', message };
}

function timeOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}
