/** Thrown when code for an operation would be larger than any use of it is worth; a fault of the document. */
export class QueryTooLarge extends Error {
  readonly code = 'QUERY_TOO_LARGE';

  constructor() {
    super('the operation selects too many fields once its fragments are written out');
  }
}
