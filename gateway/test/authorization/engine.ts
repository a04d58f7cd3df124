import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Identity } from '@fiscal/kit';
import { execute, type GraphQLFieldResolver, type GraphQLFormattedError, parse, validate } from 'graphql';
import { createCompiler } from '../../src/compiler/compiler.ts';
import type { Rule } from '../../src/compiler/contract.ts';
import type { Variables } from '../../src/execution/executable.ts';
import { createLink } from '../../src/execution/link.ts';
import type { Call, SubgraphAnswer } from '../../src/traffic/subgraph-client.ts';
import { compose } from '../compose.ts';

/** What came of an operation, and every document that a subgraph was sent for it. */
export type Run = {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLFormattedError[];
  readonly sent: readonly { readonly subgraph: string; readonly query: string }[];
};

export type Held = (rule: Rule) => boolean;

const anonymous: Identity = { kind: 'anonymous', via: 'gateway' };

/**
 * Composes subgraphs that answer in this process and compiles operations over them with everything that decides over
 * access: `held` says which rules hold. Objects are values with `__typename`, and keys are whole objects.
 */
export function createEngine(
  subgraphs: Readonly<Record<string, string>>,
  fieldResolver: GraphQLFieldResolver<unknown, unknown>,
) {
  const supergraph = compose(subgraphs);
  const compiler = createCompiler(supergraph, { limits: { maxTokens: 10_000 } });
  const schemas = new Map(
    Object.entries(subgraphs).map(([name, sdl]) => [name, buildSubgraphSchema([{ typeDefs: parse(sdl) }])]),
  );
  const run = async (text: string, held: Held, variables: Record<string, unknown> = {}): Promise<Run> => {
    const outcome = compiler.read({ text });
    if ('faults' in outcome) throw new Error(outcome.faults.map(({ message }) => message).join());
    const { rules } = outcome.facts;
    const compiled = compiler.compile({ text }, { granted: rules.map(held), labels: [] });
    const sent: { subgraph: string; query: string }[] = [];
    const send = async (subgraph: string, body: string): Promise<SubgraphAnswer> => {
      const { query, variables: variableValues } = JSON.parse(body);
      sent.push({ subgraph, query });
      const schema = schemas.get(subgraph);
      if (!schema) throw new Error(`there is no subgraph ${subgraph}`);
      const document = parse(query);
      const [fault] = validate(schema, document);
      if (fault) throw new Error(`${fault.message}: ${query}`);
      const answer = await execute({ schema, document, variableValues, fieldResolver: withEntities(fieldResolver) });
      return JSON.parse(JSON.stringify(answer));
    };
    const clients = new Map([...schemas.keys()].map((name) => [name, { send: ({ body }: Sent) => send(name, body) }]));
    const introspect = async (values: Variables) => compiler.introspect({ text }, values);
    const executable = createLink(clients, false)(compiled, introspect);
    const coerced = executable.coerce(variables);
    if ('faults' in coerced) throw new Error(coerced.faults.map(({ message }) => message).join());
    const { data, errors } = await executable.run(coerced.variables, openCall());
    return { data: JSON.parse(data), errors, sent };
  };
  return { run, supergraph, compiler, schemas };
}

type Sent = { readonly body: string };

function withEntities(resolve: GraphQLFieldResolver<unknown, unknown>): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, context, info) =>
    info.fieldName === '_entities' ? args.representations : resolve(source, args, context, info);
}

function openCall(): Call {
  let calls = 0;
  return {
    identity: anonymous,
    correlationId: 'test',
    deadlineAt: Date.now() + 60_000,
    clientHeaders: {},
    subgraphCalls: { add: () => void calls++, count: () => calls },
  };
}
