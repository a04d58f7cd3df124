import type { Params } from '../operation.ts';
import type { Asked, Identified, RequestRecord, Stage } from '../request.ts';

/** Reads what is asked, in the way of the transport it came by. */
export function createRead(): Stage<Identified, Asked> {
  return (next) => {
    const proceed = (request: Identified, params: Params) => {
      const record = request as RequestRecord;
      record.params = params;
      return next(record);
    };
    return (request) => {
      const params = request.read();
      return params instanceof Promise ? params.then((read) => proceed(request, read)) : proceed(request, params);
    };
  };
}
