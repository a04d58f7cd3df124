import type { Executable } from '../execution/executable.ts';
import type { Labelled, Prepared, RequestRecord, Stage } from '../request.ts';

/** Has the document compiled for what the caller is granted and for the overrides that hold, unless it is already. */
export function createPrepare(now: () => number): Stage<Labelled, Prepared> {
  return (next) => {
    const proceed = (request: Labelled, executable: Executable) => {
      const record = request as RequestRecord;
      record.executable = executable;
      record.preparedAt = now();
      return next(record);
    };
    return (request) => {
      // The request is a variant itself: what it is granted, and the labels that hold for it.
      const prepared = request.document.prepare(request);
      if (!(prepared instanceof Promise)) return proceed(request, prepared);
      const span = request.trace?.begin('graphql.plan');
      return prepared.finally(() => span?.end()).then((made) => proceed(request, made));
    };
  };
}
