import type { DocumentNode, FieldNode } from 'graphql';
import type { EmitInput } from '../emit-input.ts';
import { QueryTooLarge } from '../too-large.ts';
import { type Collect, createCollect } from './collect.ts';

/** Introspection whose answer is not part of the code: `key` names its place in the answer. */
export type Introspected = { readonly key: string; readonly document: DocumentNode; readonly usesVariables: boolean };

/** What it takes to write an answer; of the supergraph, which interfaces are objects somewhere. */
export type WriterInput = Pick<EmitInput, 'schema' | 'operation' | 'access' | 'supergraph'>;

/** What is known and gathered while code that writes an answer is generated. */
export type Draft = {
  readonly input: WriterInput;
  readonly collect: Collect;
  readonly introspected: Introspected[];
  /** Names, in generated code, of what says whether a variable of the operation is true. */
  readonly flags: ReadonlyMap<string, string>;
  /** Declarations so far. */
  readonly parts: readonly string[];
  /** Notes one field to write. Errors: QueryTooLarge. */
  count(): void;
  /** Adds a function of one parameter, `x`, and gives its name. Errors: QueryTooLarge. */
  define(body: string): string;
  /** Adds a constant and gives its name. */
  constant(expression: string): string;
  flag(variable: string): string;
  /** The variable that holds the index within a list, `lists` lists deep. */
  index(lists: number): string;
  /** How many such variables there are. */
  indexes(): number;
  /** Numbers a node, so that equal selections can be told. */
  idOf(node: FieldNode): number;
};

/** Fields beyond which an operation is refused, fragments written out: an honest one has hundreds. */
const maxFields = 20_000;

/** Characters of code beyond which it is refused, too: the main thread reads a million in 8 ms. */
const maxText = 1_250_000;

/** Makes an empty draft. */
export function createDraft(input: WriterInput): Draft {
  const parts: string[] = [];
  const constants = new Map<string, string>();
  const flags = new Map<string, string>();
  const ids = new Map<FieldNode, number>();
  let fields = 0;
  let text = 0;
  let indexes = 0;
  return {
    input,
    collect: createCollect(input.schema, input.operation.fragments),
    introspected: [],
    flags,
    parts,
    count() {
      fields++;
      if (fields > maxFields) throw new QueryTooLarge();
    },
    define(body) {
      const name = `w${parts.length}`;
      text += body.length;
      if (text > maxText) throw new QueryTooLarge();
      parts.push(`function ${name}(x) {\n${body}\n}`);
      return name;
    },
    constant(expression) {
      const name = constants.get(expression) ?? `k${parts.length}`;
      if (!constants.has(expression)) parts.push(`const ${name} = ${expression};`);
      constants.set(expression, name);
      return name;
    },
    flag: (variable) => named(flags, variable, (index) => `c${index}`),
    index(lists) {
      indexes = Math.max(indexes, lists + 1);
      return `i${lists}`;
    },
    indexes: () => indexes,
    idOf: (node) => named(ids, node, (index) => index),
  };
}

function named<K, V>(names: Map<K, V>, key: K, make: (index: number) => V): V {
  const name = names.get(key) ?? make(names.size);
  names.set(key, name);
  return name;
}
