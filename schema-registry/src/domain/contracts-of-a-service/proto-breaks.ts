/** What buf says of `.proto` files: by its rules, `COMPILE` for one that does not, `REMOVED` where none is left. */
export type ProtoBreak = {
  readonly type: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** In UTF-8 bytes, from 0. */
  readonly byteOffset: number;
  readonly message: string;
};
