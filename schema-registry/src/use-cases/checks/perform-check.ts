import { log, Refusal } from '@fiscal/kit';
import type { CheckOutcome, CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import type { Fault } from '../../domain/launch.ts';
import type { PerformCheck } from './check-line.ts';
import { type EvaluateCheck, notComposing } from './evaluate-check.ts';
import type { FinishCheck } from './finish-check.ts';

/** Somebody else is at work; the same check may well pass a moment later. */
const busy: ReadonlySet<string> = new Set(['WORK_QUEUE_FULL', 'BUF_BUSY']);

/** Makes what does a check from beginning to end; what cannot be found out fails it, and says so. */
export function createPerformCheck(
  evaluate: EvaluateCheck,
  finish: FinishCheck,
  evaluateMs: number,
  now: () => Date,
): PerformCheck {
  return async (work, stopping) => {
    const { workflow } = work;
    const outcome = await evaluated();
    if (!outcome) return false;
    await finish(workflow, outcome);
    return true;

    async function evaluated(): Promise<CheckOutcome | undefined> {
      if (now() >= workflow.deadlineAt) return notComposing([late(totalMs(workflow))]);
      try {
        return await evaluate(work);
      } catch (error) {
        const isBusy = stopping.aborted || (error instanceof Refusal && busy.has(error.code));
        return isBusy && now() < workflow.deadlineAt ? undefined : notComposing([faultOf(error, workflow, evaluateMs)]);
      }
    }
  };
}

function faultOf(error: unknown, workflow: CheckWorkflow, evaluateMs: number): Fault {
  const code = error instanceof Refusal ? error.code : '';
  if (code === 'WORK_DEADLINE') return late(Math.min(evaluateMs, totalMs(workflow)));
  if (busy.has(code)) return late(totalMs(workflow));
  if (error instanceof Refusal) return { message: error.message, code: error.code, locations: [] };
  log.error({ err: error, check: workflow.id }, 'a check failed');
  return { message: 'The check could not be done for a reason of the registry', code: 'CHECK_FAILED', locations: [] };
}

function totalMs({ createdAt, deadlineAt }: CheckWorkflow): number {
  return deadlineAt.getTime() - createdAt.getTime();
}

function late(ms: number): Fault {
  const seconds = Math.round(ms / 1_000);
  const message = `The check was not done within ${seconds} s: what is proposed takes too long to compose or compare`;
  return { message, code: 'CHECK_DEADLINE', locations: [] };
}
