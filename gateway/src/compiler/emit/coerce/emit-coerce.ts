import { type GraphQLInputType, isInputType, isNonNullType, print, typeFromAST, valueFromAST } from 'graphql';
import type { EmitInput } from '../emit-input.ts';
import { literal, property } from '../literal.ts';
import { assignment, coerced, constantOf } from './coercer.ts';
import { emitRootArguments } from './emit-root-arguments.ts';
import { createInputDraft, type InputDraft } from './input-draft.ts';
import { inputSdl, isUnbounded } from './input-types.ts';
import { nullableConditions } from './nullable-conditions.ts';

type CoerceInput = Pick<EmitInput, 'schema' | 'operation'>;

type Variable = { readonly name: string; readonly type: GraphQLInputType; readonly initial: unknown };

/**
 * Generates `coerce(raw)`, which checks and completes the values of an operation's variables (GraphQL's
 * `CoerceVariableValues`, §6.1.2), and `rootArguments(v)`. Code that knows the types takes what is plainly right;
 * anything else goes to graphql-js, which says what is wrong with it.
 */
export function emitCoerce(input: CoerceInput): string {
  const variables = variablesOf(input);
  const conditions = nullableConditions(input.operation);
  const draft = createInputDraft();
  const steps = variables.map((variable) => stepOf(draft, variable, conditions.has(variable.name)));
  const definitions = (input.operation.node.variableDefinitions ?? []).map((each) => print(each)).join(', ');
  const sdl = inputSdl(variables.map(({ type }) => type));
  return `const { coerce, rootArguments } = (() => {
const { explainer, argumentReader, isDeep } = rt;
${draft.parts.join('\n')}
let explain;
function slow(raw) {
explain ??= explainer(${literal(sdl)}, ${literal(definitions)}, ${literal([...conditions])});
return explain(raw);
}
function coerce(raw) {
const v = {};
if (raw == null) raw = v;
let x;
${steps.join('\n')}
return { variables: v };
}
${emitRootArguments(input)}
return { coerce, rootArguments };
})();`;
}

function variablesOf({ schema, operation }: CoerceInput): readonly Variable[] {
  return (operation.node.variableDefinitions ?? []).map(({ variable, type: typeNode, defaultValue }) => {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) throw new Error(`$${name} is of no input type`);
    return { name, type, initial: valueFromAST(defaultValue, type) };
  });
}

function stepOf(draft: InputDraft, { name, type, initial }: Variable, isCondition: boolean): string {
  const absent =
    initial !== undefined
      ? assignment('v', name, constantOf(draft, initial))
      : isNonNullType(type)
        ? 'return slow(raw);'
        : '';
  const refusal = isCondition ? 'x === undefined || x === null' : 'x === undefined';
  // Looked at before it is coerced: that goes as deep as the value does.
  const guard = isUnbounded(type) ? 'if (isDeep(x)) return slow(raw);\n' : '';
  return `x = ${property('raw', name)};
if (x === undefined) { ${absent} }
else {
${guard}x = ${coerced(draft, type)};
if (${refusal}) return slow(raw);
${assignment('v', name, 'x')}
}`;
}
