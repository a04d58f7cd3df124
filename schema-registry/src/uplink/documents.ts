import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FieldNode,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
  visit,
} from 'graphql';

/** A request for one field of the contract, which is all that routers ever send. */
export type OneField = { readonly name: string; readonly args: Readonly<Record<string, unknown>> };

/** A document that is valid, read once. */
export type UplinkDocument = {
  /** Gives undefined when it asks for several fields, or has directives: it has to be executed then. */
  fieldOf(variables: Variables): OneField | { readonly errors: readonly GraphQLError[] } | undefined;
  /** The answer with this object as the value of its one field; made once for each object. */
  render(answer: object, variables: Variables): Buffer;
  /** Runs whatever it asks for. */
  execute(resolve: GraphQLFieldResolver<unknown, unknown>, variables: Variables): Promise<ExecutionResult>;
  /** Has it known when its text comes again. */
  keep(): void;
};

type Reading = Omit<UplinkDocument, 'keep'>;
type Variables = Readonly<Record<string, unknown>>;

/** Finds what a text means, or what is wrong with it. */
export type ReadDocument = (
  text: string,
  operationName: string | undefined,
) => UplinkDocument | { readonly errors: readonly GraphQLError[] };

/** Each router of a version sends the same text; what else comes is not worth remembering, and anybody can make it up. */
const mostKept = 50;
const longest = 10_000;
const mostAsked = 2;

/** Makes a reader that parses and validates a text until it is kept, and knows it from then on. */
export function createReadDocument(schema: GraphQLSchema): ReadDocument {
  const kept = new Map<string, UplinkDocument>();
  return (text, operationName) => {
    const key = `${operationName ?? ''}\n${text}`;
    const known = kept.get(key);
    if (known) return known;
    const read = readDocument(schema, text, operationName);
    if ('errors' in read) return read;
    const document: UplinkDocument = {
      ...read,
      keep() {
        if (key.length > longest || kept.has(key)) return;
        const [oldest] = kept.size < mostKept ? [] : kept.keys();
        if (oldest !== undefined) kept.delete(oldest);
        kept.set(key, document);
      },
    };
    return document;
  };
}

function readDocument(
  schema: GraphQLSchema,
  text: string,
  operationName: string | undefined,
): Reading | { readonly errors: readonly GraphQLError[] } {
  try {
    const document = parse(text, { maxTokens: 2_000 });
    const errors = validate(schema, document);
    if (errors.length > 0) return { errors };
    const greed = greedOf(document);
    if (greed) return { errors: [greed] };
    const operation = getOperationAST(document, operationName);
    if (operation) return createDocument(schema, document, operation);
    // Execution says best which operation it misses.
    const { errors: missing = [] } = execute({ schema, document, operationName }) as ExecutionResult;
    return { errors: missing };
  } catch (error) {
    // The parser throws nothing else.
    return { errors: [error as GraphQLError] };
  }
}

/** Routers ask for one supergraph, once. It may have megabytes, which no answer repeats for each name that it is asked under. */
function greedOf(document: DocumentNode): GraphQLError | undefined {
  let [configs, texts] = [0, 0];
  visit(document, {
    Field({ name }) {
      if (name.value === 'routerConfig') configs += 1;
      if (name.value === 'supergraphSDL') texts += 1;
    },
  });
  if (configs <= mostAsked && texts <= mostAsked) return undefined;
  return new GraphQLError(`a document asks for at most ${mostAsked} supergraphs`);
}

function createDocument(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Reading {
  const operationName = operation.name?.value;
  const field = onlyField(document, operation);
  const definition = field && schema.getQueryType()?.getFields()[field.name.value];
  const rendered = new WeakMap<object, Buffer>();
  return {
    fieldOf(variables) {
      if (!field || !definition) return undefined;
      const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
      if (errors) return { errors };
      return { name: definition.name, args: getArgumentValues(definition, field, coerced) };
    },
    render(answer, variables) {
      const known = rendered.get(answer);
      if (known) return known;
      const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (parent, _, __, { fieldName }) =>
        parent === undefined ? answer : Reflect.get(Object(parent), fieldName);
      const options = { schema, document, operationName, fieldResolver, variableValues: variables };
      const bytes = Buffer.from(JSON.stringify(execute(options)));
      rendered.set(answer, bytes);
      return bytes;
    },
    async execute(resolve, variables) {
      const fieldResolver: typeof resolve = (parent, args, context, info) =>
        parent === undefined ? resolve(parent, args, context, info) : Reflect.get(Object(parent), info.fieldName);
      return execute({ schema, document, operationName, fieldResolver, variableValues: variables });
    },
  };
}

/** The one field at the top of the operation, unless something depends on variables besides its arguments. */
function onlyField(
  document: DocumentNode,
  { selectionSet, directives }: OperationDefinitionNode,
): FieldNode | undefined {
  const [field, ...others] = selectionSet.selections;
  if (field?.kind !== Kind.FIELD || others.length > 0 || directives?.length) return undefined;
  // Directives begin with an @, which stands nowhere else but in strings.
  return document.loc?.source.body.includes('@') || field.name.value.startsWith('__') ? undefined : field;
}
