import { diffSchemas } from '../domain/changes/diff-schemas.ts';
import { validateOperations } from '../domain/client-check/validate-operations.ts';
import { compose } from '../domain/composition/compose.ts';
import { filterContract } from '../domain/contract-variants/filter-contract.ts';
import { compareEvents } from '../domain/contracts-of-a-service/compare-events.ts';
import { lintSchema } from '../domain/lint/lint-schema.ts';
import { readMonolith } from '../domain/monolith/read-monolith.ts';
import { checkOperations } from '../domain/operations/check-operations.ts';
import { evaluatePolicies } from '../domain/policy/evaluate-policies.ts';
import { listFields } from '../domain/usage/list-fields.ts';

/**
 * Everything that thinks about schemas long enough to hold the event loop up, by its name: pure functions from and to
 * plain data, run in a thread.
 */
export const work = {
  compose,
  diffSchemas,
  filterContract,
  listFields,
  checkOperations,
  readMonolith,
  compareEvents,
  evaluatePolicies,
  lintSchema,
  validateOperations,
} as const;

/** The name of a kind of work. */
export type WorkKind = keyof typeof work;

/** What a kind of work starts from. */
export type WorkInput<K extends WorkKind> = Parameters<(typeof work)[K]>[0];

/** What a kind of work ends with. */
export type WorkOutput<K extends WorkKind> = ReturnType<(typeof work)[K]>;

/**
 * Has a kind of work done.
 * @throws Refusal `WORK_DEADLINE` when it took longer than `deadlineMs`, `WORK_MEMORY` when it needed more memory than
 * one may, `WORK_QUEUE_FULL` when too much waits already, `WORK_FAILED` when it died.
 */
export type RunWork = <K extends WorkKind>(kind: K, input: WorkInput<K>, deadlineMs: number) => Promise<WorkOutput<K>>;
