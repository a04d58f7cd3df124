import type { Granted, Known, RequestRecord, Stage } from '../request.ts';
import type { Decide } from './decide.ts';

/** Decides what of the document the caller may see. */
export function createAuthorise(decide: Decide): Stage<Known, Granted> {
  return (next) => {
    const proceed = (request: Known, granted: readonly boolean[]) => {
      const record = request as RequestRecord;
      record.granted = granted;
      return next(record);
    };
    return (request) => {
      const granted = decide(request.document.facts.rules, request.caller.identity);
      return granted instanceof Promise ? granted.then((given) => proceed(request, given)) : proceed(request, granted);
    };
  };
}
