import { invalidOperation } from '../answer.ts';
import type { Prepared, Ready, RequestRecord, Stage } from '../request.ts';

/** Checks and completes the variables; unfit ones are answered with `INVALID_INPUT`. */
export function createCoerceVariables(): Stage<Prepared, Ready> {
  return (next) => (request) => {
    const coerced = request.executable.coerce(request.params.variables);
    if ('faults' in coerced) {
      const faults = coerced.faults.map(({ message }) => ({ code: 'INVALID_INPUT', message }));
      return invalidOperation(request, faults);
    }
    const record = request as RequestRecord;
    record.variables = coerced.variables;
    return next(record);
  };
}
