import { Refusal } from '@fiscal/kit';
import {
  buildASTSchema,
  type FieldNode,
  GraphQLError,
  getArgumentValues,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import type { Coerced, Variables } from './executable.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Faults told about one set of variables. */
const maxFaults = 20;

/** Characters of one message: it quotes what was sent. */
const maxMessage = 1_000;

/** Levels of objects and lists in one value; code that reads and writes values goes as deep as they do. */
const maxDepth = 64;

/** Fields of one object; quoting a hundred thousand of them took 2 s. */
const maxFields = 1_000;

/** Characters of a text or a name that are quoted; twenty names of 600 KB kept the process busy for 1 s. */
const usuallyQuoted = 100;

/** Values of all variables beyond which one fault is told only: each quotes most of them. */
const maxExplained = 1_000;

/** Graphql-js knows of the standard scalars those that a schema uses. */
const standardScalars = 'type _Standard { int: Int float: Float string: String boolean: Boolean id: ID }';

/**
 * Makes what coerces variables by graphql-js, from the text of their types and of their definitions: the slow way, for
 * values that generated code does not take. `conditions` may not be null, whatever their types allow.
 */
function explainer(sdl: string, definitions: string, conditions: readonly string[]): (raw: Raw) => Coerced {
  const schema = buildASTSchema(parse(`${standardScalars}\n${sdl}`), { assumeValid: true });
  const nodes = operationOf(`query (${definitions}) { __typename }`).variableDefinitions ?? [];
  const names = nodes.map(({ variable }) => variable.name.value);
  const quoted = createQuote(sdl);
  return (raw) => {
    const tooDeep = names.filter((name) => Object.hasOwn(raw, name) && isDeep(raw[name]));
    if (tooDeep.length > 0)
      return {
        faults: tooDeep.map((name) => ({ message: `Variable "$${name}" got a value that is nested too deeply.` })),
      };
    const tooWide = names.filter((name) => Object.hasOwn(raw, name) && isWide(raw[name]));
    if (tooWide.length > 0)
      return { faults: tooWide.map((name) => ({ message: `Variable "$${name}" got an object of too many fields.` })) };
    const shown = given(names, raw, quoted);
    const maxErrors = sizeOf(shown) > maxExplained ? 1 : maxFaults;
    const { errors } = getVariableValues(schema, nodes, shown, { maxErrors });
    if (errors) return { faults: errors.map(({ message }) => ({ message: shorten(message) })) };
    const { coerced = {} } = getVariableValues(schema, nodes, given(names, raw, whole));
    const nulls = conditions.filter((name) => coerced[name] === null);
    if (nulls.length === 0) return { variables: coerced };
    return { faults: nulls.map(() => ({ message: 'Argument "if" of non-null type "Boolean!" must not be null.' })) };
  };
}

/**
 * Makes what reads the arguments of a field, from the text of a schema whose query has it as `field`, and of what it was
 * given. Errors: Refusal INVALID_INPUT when a variable is null where that is not allowed.
 */
function argumentReader(sdl: string, given: readonly string[]): (variables: Variables) => Raw {
  const definition = buildASTSchema(parse(sdl), { assumeValid: true }).getQueryType()?.getFields().field;
  const [node] = operationOf(`{ field${given.length > 0 ? `(${given.join(' ')})` : ''} }`).selectionSet.selections;
  return (variables) => {
    if (!definition) return {};
    try {
      return getArgumentValues(definition, node as FieldNode, variables);
    } catch (error) {
      if (error instanceof GraphQLError) throw new Refusal('invalid', 'INVALID_INPUT', error.message);
      throw error;
    }
  };
}

function operationOf(text: string): OperationDefinitionNode {
  return parse(text, { noLocation: true }).definitions[0] as OperationDefinitionNode;
}

function shorten(message: string): string {
  return message.length > maxMessage ? `${message.slice(0, maxMessage)}…` : message;
}

/** Whether an object in a value has more fields than any input: graphql-js would quote all of them in every message. */
function isWide(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return (!Array.isArray(value) && parts.length > maxFields) || parts.some(isWide);
}

/** Whether a value is nested deeper than is served. */
function isDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === maxDepth) return true;
  for (const part of Array.isArray(value) ? value : Object.values(value)) if (isDeep(part, depth + 1)) return true;
  return false;
}

/** How many values there are in one, itself included. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 1);
}

/** The values of these variables, as `bare` gives them. */
function given(names: readonly string[], raw: Raw, write: Write): Raw {
  const copy: Record<string, unknown> = Object.create(null);
  for (const name of names) if (Object.hasOwn(raw, name)) copy[name] = bare(raw[name], write);
  return copy;
}

type Write = (text: string) => string;

/**
 * A copy without prototypes, its texts and names as `write` gives them: graphql-js takes what objects inherit
 * (`constructor`) for input. Not for deep values.
 */
function bare(value: unknown, write: Write): unknown {
  if (typeof value === 'string') return write(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => bare(part, write));
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, part] of Object.entries(value)) copy[write(key)] = bare(part, write);
  return copy;
}

function whole(text: string): string {
  return text;
}

/** Makes what cuts off long texts, which are as fit or unfit so as they were: none of a schema's names is cut. */
function createQuote(sdl: string): Write {
  const longest = sdl.split(/\W+/).reduce((most, { length }) => Math.max(most, length), usuallyQuoted);
  return (text) => (text.length > longest ? `${text.slice(0, longest)}…` : text);
}

/** What generated `coerce` and `rootArguments` (`compiler/emit/coerce`) call. */
export const coerceRuntime = { explainer, argumentReader, isDeep };
