import type { Executable } from '../execution/executable.ts';
import type { Labelled, Prepared, RequestRecord, Stage } from '../request.ts';

/** Has the document compiled for what the caller is granted and for the overrides that hold, unless it is already. */
export function createPrepare(): Stage<Labelled, Prepared> {
  return (next) => {
    const proceed = (request: Labelled, executable: Executable) => {
      const record = request as RequestRecord;
      record.executable = executable;
      return next(record);
    };
    return (request) => {
      // The request is a variant itself: what it is granted, and the labels that hold for it.
      const prepared = request.document.prepare(request);
      return prepared instanceof Promise ? prepared.then((made) => proceed(request, made)) : proceed(request, prepared);
    };
  };
}
