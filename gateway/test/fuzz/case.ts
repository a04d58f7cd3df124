/**
 * Everything there is to know of a graph's data: objects by key (`User:0`; `Query` and `Mutation` are objects too), their
 * fields by name. Leaves are JSON. Where a field is composite, a string is the key of another object. `{"choices": […]}`
 * stands for a composite or enum value that depends on the arguments.
 */
export type Objects = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A graph cut into subgraphs, with its data. */
export type GraphCase = {
  readonly subgraphs: readonly { readonly name: string; readonly sdl: string }[];
  readonly objects: Objects;
  /** Entities that a subgraph cannot look up, by the subgraph's name: all that it alone gives of them is null. */
  readonly unknown?: Readonly<Record<string, readonly string[]>>;
};

/** One operation, as a client sends it, and what goes wrong while it runs. */
export type OperationCase = {
  readonly text: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Labels of progressive overrides that are on. */
  readonly labels: readonly string[];
  /** Fields whose resolvers throw, as `User:0.name`. */
  readonly failing: readonly string[];
  /** What resolvers give instead, by field: nulls and values of other types where there may be none. */
  readonly replaced: Readonly<Record<string, unknown>>;
};

/** What a client gets. */
export type Answer = {
  readonly data: unknown;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[] | undefined;
    readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
};
