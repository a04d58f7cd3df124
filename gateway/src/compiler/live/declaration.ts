/** A value of an event: an attribute of its (`['subject']`), or one within its data (`['data', 'invoiceId']`). */
export type EventPath = readonly string[];

/** What a subscription says: an argument, or a field within one; something about who asks. */
export type Reference = { readonly of: 'args' | 'caller'; readonly path: readonly string[] };

/** A text with places that each subscription fills. */
export type Template = readonly (string | Reference)[];

export type Constant = string | number | boolean | null;

/** A filter over events. `values` of an `in` are compared as texts; a template may stand for a list of them. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'in';
      readonly path: EventPath;
      readonly constants: readonly Constant[];
      readonly templates: readonly Template[];
    };

/** What a value must be. `leaf`: one of GraphQL's own scalars, `any` for those of the graph. */
export type ValueType = { readonly required: boolean } & (
  | { readonly kind: 'leaf'; readonly name: 'ID' | 'String' | 'Int' | 'Float' | 'Boolean' | 'any' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'object' }
  | { readonly kind: 'list'; readonly item: ValueType }
);

/** A field of an entity, by where the event has its value; or an object that is put together of such. */
export type GivenField = { readonly name: string } & (
  | { readonly path: EventPath; readonly type: ValueType }
  | { readonly fields: readonly GivenField[] }
);

/** What an event may tell of. */
export type LiveEntity = {
  readonly typename: string;
  /** Where the fields of its key are, in the entity: `[['id'], ['owner', 'id']]`. */
  readonly key: readonly (readonly string[])[];
  readonly fields: readonly GivenField[];
};

/** A subscription field that events feed, as the supergraph declares it: plain data, free of faults. */
export type LiveDeclaration = {
  readonly name: string;
  readonly topics: readonly Template[];
  /** Of CloudEvents; undefined: whatever the topics hold. */
  readonly types: readonly string[] | undefined;
  /** One, or those that `typename` tells apart. */
  readonly entities: readonly LiveEntity[];
  readonly typename: EventPath | undefined;
  readonly filter: Condition | undefined;
  readonly overflow: 'disconnect' | 'drop' | 'coalesce';
  /** It takes events that are nobody's, and no others. */
  readonly isPublic: boolean;
};
