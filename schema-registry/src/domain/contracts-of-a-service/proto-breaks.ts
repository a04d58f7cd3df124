/** What buf says of `.proto` files: by its rules, `COMPILE` for one that does not, `REMOVED` where none is left. */
export type ProtoBreak = {
  readonly type: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};
