import { log, Refusal } from '@fiscal/kit';
import type { CheckOutcome, CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import type { Fault } from '../../domain/launch.ts';
import type { PerformCheck } from './check-line.ts';
import { type EvaluateCheck, notComposing } from './evaluate-check.ts';
import type { FinishCheck } from './finish-check.ts';

/** Somebody else is at work; the same check may well pass a moment later. */
const busy: ReadonlySet<string> = new Set(['WORK_QUEUE_FULL', 'BUF_BUSY']);

/** Makes what does a check from beginning to end; what cannot be found out fails it, and says so. */
export function createPerformCheck(evaluate: EvaluateCheck, finish: FinishCheck, now: () => Date): PerformCheck {
  return async (work, stopping) => {
    const { workflow } = work;
    const outcome = await evaluated();
    if (!outcome) return false;
    await finish(workflow, outcome);
    return true;

    async function evaluated(): Promise<CheckOutcome | undefined> {
      if (now() >= workflow.deadlineAt) return notComposing([late(workflow)]);
      try {
        return await evaluate(work);
      } catch (error) {
        const isBusy = stopping.aborted || (error instanceof Refusal && busy.has(error.code));
        return isBusy && now() < workflow.deadlineAt ? undefined : notComposing([faultOf(error, workflow)]);
      }
    }
  };
}

function faultOf(error: unknown, workflow: CheckWorkflow): Fault {
  if (error instanceof Refusal && (error.code === 'WORK_DEADLINE' || busy.has(error.code))) return late(workflow);
  if (error instanceof Refusal) return { message: error.message, code: error.code, locations: [] };
  log.error({ err: error, check: workflow.id }, 'a check failed');
  return { message: 'The check could not be done for a reason of the registry', code: 'CHECK_FAILED', locations: [] };
}

function late({ createdAt, deadlineAt }: CheckWorkflow): Fault {
  const seconds = Math.round((deadlineAt.getTime() - createdAt.getTime()) / 1_000);
  const message = `The check was not done within ${seconds} s: what is proposed takes too long to compose or compare`;
  return { message, code: 'CHECK_DEADLINE', locations: [] };
}
