import { Refusal } from '@fiscal/kit';
import { resultText } from '../answer.ts';
import type { Result } from '../operation.ts';
import type { Ready } from '../request.ts';

/** Runs another operation of a request's document, as if it had come by itself. Errors: Refusals of all kinds. */
export type AskInitial = (request: Ready, operationName: string) => Promise<Result>;

/** Whether a subscription is to begin with the answer to its document's query. */
export function wantsSnapshot({ params }: Ready): boolean {
  return params.extensions?.snapshot === true;
}

/** Runs the query. Errors: Refusal `NO_SNAPSHOT` when the document has none, or several; those of `AskInitial`. */
export function askSnapshot(request: Ready, ask: AskInitial): Promise<Result> {
  const { initialQuery } = request.document.facts;
  if (initialQuery !== undefined) return ask(request, initialQuery);
  const message = 'a snapshot needs exactly one query, with a name, in the document of the subscription';
  return Promise.reject(new Refusal('invalid', 'NO_SNAPSHOT', message));
}

/** Makes the first response of the subscription out of the query's. */
export function snapshotText(result: Result): (cursor: string) => string {
  return (cursor) => resultText({ ...result, extensions: { ...result.extensions, snapshot: true, cursor } });
}
