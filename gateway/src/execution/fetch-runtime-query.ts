/** What one part of a request adds to its operation. */
export type QueryPiece = {
  /** `$first:Int`, with that of the representations. */
  readonly variables: readonly string[];
  /** What stands between the operation's braces. */
  readonly fields: string;
};

/** Writes an operation. It has no name, and a query without variables no keyword: that would only make it longer. */
export function queryOf(type: string, pieces: readonly QueryPiece[]): string {
  const variables = [...new Set(pieces.flatMap((piece) => piece.variables))].join('');
  const head = variables === '' ? (type === 'query' ? '' : type) : `${type}(${variables})`;
  return `${head}{${pieces.map(({ fields }) => fields).join('')}}`;
}

/** The beginning of a query's body, up to the values of the variables. */
export function headOf(pieces: readonly QueryPiece[]): string {
  return `{"query":${JSON.stringify(queryOf('query', pieces))},"variables":{`;
}

/** The same for the parts of a request whose bits are in `mask`. */
export function fetchHead(pieces: readonly QueryPiece[], mask: number): string {
  return headOf(pieces.filter((_, at) => (mask & (1 << at)) !== 0));
}
