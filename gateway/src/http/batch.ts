import { Refusal } from '@fiscal/kit';
import { resultText } from '../answer.ts';
import type { Result } from '../operation.ts';
import type { Answer, Arrival, Handle } from '../request.ts';
import { toParams } from './params.ts';

export type Batching = { readonly enabled: boolean; readonly max: number };

/** Refuses a list that is not to be taken. Errors: Refusal `BATCHING_OFF`, `BATCH_TOO_LARGE`, `BAD_REQUEST`. */
export function checkBatch(list: readonly unknown[], { enabled, max }: Batching): void {
  if (!enabled) throw new Refusal('invalid', 'BATCHING_OFF', 'send one request at a time');
  if (list.length > max) throw new Refusal('invalid', 'BATCH_TOO_LARGE', `a body may hold ${max} requests`);
  if (list.length === 0) throw new Refusal('invalid', 'BAD_REQUEST', 'the body holds no request');
}

/** Asks for each of a list side by side, each as if it had come alone: it is counted and refused by itself. */
export function askEach(list: readonly unknown[], arrival: Arrival, handle: Handle<Arrival>): Promise<Answer[]> {
  const { transport, address, headers, authorization, carries, signal } = arrival;
  const ask = (each: unknown) =>
    handle({ transport, address, headers, authorization, carries, signal, read: async () => toParams(each) });
  const asked = Promise.all(list.map(ask));
  // It is looked at when the first one is answered; until then a failure is nobody's.
  asked.catch(() => undefined);
  return asked;
}

/** The answers to a list as one, in its order. */
export function joined(answers: readonly Answer[]): { readonly headers: Answer['headers']; readonly body: string } {
  // A stream never comes here: a list is refused where streams are asked for.
  const texts = answers.map(({ result }) => resultText(result as Result));
  return { headers: Object.assign({}, ...answers.map(({ headers }) => headers)), body: `[${texts.join(',')}]` };
}
