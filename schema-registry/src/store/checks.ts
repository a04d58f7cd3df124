import type { Db } from '@fiscal/kit';
import type {
  CheckInput,
  CheckOutcome,
  CheckStatus,
  CheckSummary,
  CheckWorkflow,
} from '../domain/checks/check-workflow.ts';

type Row = {
  id: string;
  graph_id: string;
  variant: string;
  family: string;
  subgraph: string | null;
  status: CheckStatus;
  branch: string;
  git: CheckWorkflow['git'];
  actor: string;
  created_at: Date;
  finished_at: Date | null;
  deadline_at: Date;
  held_until: Date | null;
  outcome: CheckOutcome | null;
};

/** A check that goes on, with what it was given. */
export type CheckWork = { readonly workflow: CheckWorkflow; readonly input: CheckInput };

/** Keeps a check that begins; whoever adds it is at it until the lease ends. */
export async function addCheck(db: Db, { workflow, input }: CheckWork, leasedUntil: Date): Promise<void> {
  const { id, graphId, variant, family, subgraph, branch, git, actor, createdAt, deadlineAt } = workflow;
  await db.query(
    `insert into check_workflow (id, graph_id, variant, family, subgraph, status, branch, git, actor, created_at, deadline_at)
     values ($1, $2, $3, $4, $5, 'PENDING', $6, $7, $8, $9, $10)`,
    [id, graphId, variant, family, subgraph, branch, git, actor, createdAt, deadlineAt],
  );
  await db.query('insert into check_work (workflow_id, input, leased_until) values ($1, $2, $3)', [
    id,
    input,
    leasedUntil,
  ]);
}

/** Takes up to `limit` checks that nobody is at, oldest first, and leases them. */
export async function claimChecks(
  db: Db,
  times: { readonly now: Date; readonly leasedUntil: Date },
  limit: number,
): Promise<readonly CheckWork[]> {
  const { rows } = await db.query<Row & { input: CheckInput }>(
    `with free as (
       select workflow_id from check_work where leased_until <= $1 order by workflow_id limit $3 for update skip locked
     ), taken as (
       update check_work set leased_until = $2 from free where check_work.workflow_id = free.workflow_id
       returning check_work.workflow_id, input
     )
     select check_workflow.*, taken.input from taken join check_workflow on id = workflow_id order by id`,
    [times.now, times.leasedUntil, limit],
  );
  return rows.map((row) => ({ workflow: toWorkflow(row), input: row.input }));
}

/** Goes on with the leases of checks, or lets go of them by a time that has come. */
export async function leaseChecks(db: Db, ids: readonly string[], until: Date): Promise<void> {
  await db.query('update check_work set leased_until = $2 where workflow_id = any($1)', [ids, until]);
}

/** How many checks go on, in all and of one graph, `most` at the most. */
export async function countPendingChecks(
  db: Db,
  graphId: string,
  most: number,
): Promise<{ readonly all: number; readonly ofGraph: number }> {
  const { rows } = await db.query<{ all: number; of_graph: number }>(
    `select count(*)::int as all, (count(*) filter (where graph_id = $1))::int as of_graph
     from (select graph_id from check_work join check_workflow on id = workflow_id limit $2) as pending`,
    [graphId, most],
  );
  return { all: rows[0]?.all ?? 0, ofGraph: rows[0]?.of_graph ?? 0 };
}

/** How a check ended. */
export type CheckEnd = {
  readonly id: string;
  readonly status: CheckStatus;
  readonly outcome: CheckOutcome;
  readonly failing: readonly string[];
  readonly finishedAt: Date;
  readonly heldUntil: Date | null;
};

/** Ends a check; gives false where it has ended already. */
export async function finishCheck(db: Db, end: CheckEnd): Promise<boolean> {
  const { rowCount } = await db.query(
    `update check_workflow set status = $2, outcome = $3, failing = $4, finished_at = $5, held_until = $6
     where id = $1 and status = 'PENDING'`,
    [end.id, end.status, end.outcome, end.failing, end.finishedAt, end.heldUntil],
  );
  await db.query('delete from check_work where workflow_id = $1', [end.id]);
  return rowCount === 1;
}

/** Says how an ended check stands now. */
export async function saveCheckStatus(db: Db, id: string, status: CheckStatus): Promise<void> {
  await db.query('update check_workflow set status = $2 where id = $1', [id, status]);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The check of this id, of this graph. */
export async function checkById(db: Db, graphId: string, id: string): Promise<CheckWorkflow | undefined> {
  if (!uuid.test(id)) return undefined;
  const { rows } = await db.query<Row>('select * from check_workflow where id = $1 and graph_id = $2', [id, graphId]);
  return rows.map(toWorkflow)[0];
}

/** Which checks are listed. */
export type CheckQuery = {
  readonly graphId: string;
  readonly variant: string;
  readonly branch: string | null;
  readonly subgraph: string | null;
  readonly status: CheckStatus | null;
  readonly before: Date | null;
  readonly limit: number;
};

/** Checks of a variant, newest first, without what they found, which may be much. */
export async function checksOf(db: Db, query: CheckQuery): Promise<readonly CheckSummary[]> {
  const { rows } = await db.query<Omit<Row, 'outcome'>>(
    `select id, graph_id, variant, family, subgraph, status, branch, git, actor, created_at, finished_at, deadline_at,
       held_until from check_workflow where graph_id = $1 and variant = $2
       and ($3::text is null or branch = $3) and ($4::text is null or subgraph = $4)
       and ($5::text is null or status = $5) and ($6::timestamptz is null or created_at < $6)
     order by created_at desc limit $7`,
    [query.graphId, query.variant, query.branch, query.subgraph, query.status, query.before, query.limit],
  );
  return rows.map(toSummary);
}

/** Whose approvals an ended check depends on. */
export type CheckFamily = Pick<CheckWorkflow, 'graphId' | 'family' | 'branch'>;

/** The checks of a branch that something of this fingerprint fails, the newest of them, locked in one order. */
export async function lockFailingChecks(
  db: Db,
  { graphId, family, branch }: CheckFamily,
  fingerprint: string,
  limit: number,
): Promise<readonly CheckWorkflow[]> {
  const { rows } = await db.query<Row>(
    `select * from check_workflow where id in (
       select id from check_workflow where graph_id = $1 and family = $2 and branch = $3 and failing <> '{}'
         and $4 = any(failing) order by created_at desc limit $5
     ) order by id for update`,
    [graphId, family, branch, fingerprint, limit],
  );
  return rows.map(toWorkflow);
}

/** Removes up to `limit` checks from before a time; gives how many. */
export async function removeChecks(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    'delete from check_workflow where id in (select id from check_workflow where created_at < $1 limit $2)',
    [before, limit],
  );
  return rowCount ?? 0;
}

function toWorkflow(row: Row): CheckWorkflow {
  return { ...toSummary(row), outcome: row.outcome };
}

function toSummary(row: Omit<Row, 'outcome'>): CheckSummary {
  return {
    id: row.id,
    graphId: row.graph_id,
    variant: row.variant,
    family: row.family,
    subgraph: row.subgraph,
    status: row.status,
    branch: row.branch,
    git: row.git,
    actor: row.actor,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    deadlineAt: row.deadline_at,
    heldUntil: row.held_until,
  };
}

/** Lets nobody else change what approvals of a branch and its checks say of each other until the transaction ends. */
export async function lockBranch(db: Db, { graphId, family, branch }: CheckFamily): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    JSON.stringify(['check', graphId, family, branch]),
  ]);
}
