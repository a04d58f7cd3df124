import { Refusal } from '@fiscal/kit/refusal';

/** Refuses an operation whose code would be larger than any use of it is worth. */
export class QueryTooLarge extends Refusal {
  constructor() {
    super('invalid', 'QUERY_TOO_LARGE', 'the operation selects too many fields once its fragments are written out');
  }
}
