import { everyTenant, type Transaction } from '@fiscal/kit';
import type { CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import { checkById } from '../../store/index.ts';
import type { CheckLine } from './check-line.ts';

/** Waits until a check has ended, whichever process does it; gives it as it is then, undefined where it is gone. */
export type AwaitCheck = (graphId: string, id: string) => Promise<CheckWorkflow | undefined>;

const lookMs = 5_000;
const graceMs = 5_000;

/** Makes what waits, at the longest until the check's own deadline is well over. */
export function createAwaitCheck(transact: Transaction, line: CheckLine, now: () => Date): AwaitCheck {
  return async (graphId, id) => {
    for (;;) {
      const workflow = await transact(everyTenant, (db) => checkById(db, graphId, id));
      const isOver = workflow && now().getTime() > workflow.deadlineAt.getTime() + graceMs;
      if (workflow?.status !== 'PENDING' || isOver) return workflow;
      await line.ended(id, lookMs);
    }
  };
}
