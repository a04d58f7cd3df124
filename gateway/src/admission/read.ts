import { Refusal } from '@fiscal/kit';
import type { Params } from '../operation.ts';
import type { Asked, Identified, RequestRecord, Stage } from '../request.ts';

/**
 * Characters of a document. Those of as many tokens as are allowed fit in it many times; but comments and blanks are no
 * tokens, and a megabyte of them took the compiler's thread 130 ms.
 */
const maxDocumentLength = 256 * 1024;

/** Reads what is asked, in the way of the transport it came by. Errors: Refusal `QUERY_TOO_LARGE`. */
export function createRead(): Stage<Identified, Asked> {
  return (next) => {
    const proceed = (request: Identified, params: Params) => {
      if (params.query !== undefined && params.query.length > maxDocumentLength) throw tooLarge();
      const record = request as RequestRecord;
      record.params = params;
      return next(record);
    };
    // Not by `then`: its promise would have to become another one, which takes two more turns of the microtasks' queue.
    const wait = async (request: Identified, pending: Promise<Params>) => await proceed(request, await pending);
    return (request) => {
      const params = request.read();
      return params instanceof Promise ? wait(request, params) : proceed(request, params);
    };
  };
}

function tooLarge(): Refusal {
  const message = `a document may have ${maxDocumentLength} characters; send what is large in variables`;
  return new Refusal('invalid', 'QUERY_TOO_LARGE', message);
}
