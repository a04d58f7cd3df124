import { buildSubgraphSchema } from '@apollo/subgraph';
import { Refusal } from '@fiscal/kit';
import { execute, parse, validate } from 'graphql';
import { normalise } from '../src/compiler/document/normalise.ts';
import { emitFetches } from '../src/compiler/emit/fetch/emit-fetches.ts';
import { loadSupergraph } from '../src/compiler/graph/load-supergraph.ts';
import { createPlanner } from '../src/compiler/planning/planner.ts';
import type { Fault, Store, Variables } from '../src/execution/executable.ts';
import { createFaultTree } from '../src/execution/fault-tree.ts';
import { fetchRuntime } from '../src/execution/fetch-runtime.ts';
import type { Call, SubgraphAnswer, SubgraphRequest } from '../src/traffic/subgraph-client.ts';
import { compose, linkFederation } from './compose.ts';

/** A subgraph of a test: its schema without the link, what it resolves, or a way to answer of its own. */
export type TestSubgraph = {
  readonly sdl: string;
  readonly resolvers?: Readonly<Record<string, object>>;
  readonly answer?: (sent: Sent) => SubgraphAnswer | Promise<SubgraphAnswer>;
};

/** What a subgraph was sent, read. */
export type Sent = {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
};

/** What came of a run of the fetches alone. */
export type Run = {
  readonly store: Store;
  readonly faults: readonly Fault[];
  readonly sent: readonly Sent[];
  readonly source: string;
};

const directives = [
  '@key',
  '@external',
  '@requires',
  '@provides',
  '@shareable',
  '@interfaceObject',
  '@inaccessible',
  '@override',
  '@context',
  '@fromContext',
];

/** Composes subgraphs that answer in this process, and makes the runner of the fetches of an operation's plan. */
export function federate(subgraphs: Readonly<Record<string, TestSubgraph>>) {
  const sdls = Object.entries(subgraphs).map(([name, { sdl }]) => [name, linkFederation(...directives) + sdl] as const);
  const graph = loadSupergraph(compose(Object.fromEntries(sdls)));
  const planner = createPlanner(graph);
  const servers = new Map(sdls.map(([name, sdl]) => [name, serve(sdl, subgraphs[name]?.resolvers ?? {})] as const));
  return async (text: string, variables: Variables = {}): Promise<Run> => {
    const document = parse(text);
    const [node] = document.definitions;
    if (node?.kind !== 'OperationDefinition') throw new Error('the operation comes first');
    const operation = normalise(document, node);
    const { schema, supergraph } = graph;
    const plan = planner(operation, []);
    const access = { mayRead: () => true, mayBe: () => true };
    const source = emitFetches({ schema, supergraph, operation, plan, access });
    return run(source, variables, (sent) =>
      (subgraphs[sent.subgraph]?.answer ?? servers.get(sent.subgraph) ?? refuse)(sent),
    );
  };
}

type Answer = (sent: Sent) => SubgraphAnswer | Promise<SubgraphAnswer>;

function refuse(): never {
  throw new Refusal('unavailable', 'SUBGRAPH_UNAVAILABLE', 'away');
}

/** A server in this process; it must be sent only what is valid for its schema. */
function serve(sdl: string, resolvers: Readonly<Record<string, object>>): Answer {
  // Apollo's type of resolvers has no place for `__resolveReference`.
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  return async ({ query, variables }) => {
    const document = parse(query);
    const [fault] = validate(schema, document);
    if (fault) throw new Error(`${fault.message}: ${query}`);
    const answer = await execute({ schema, document, variableValues: variables });
    // As it comes over the wire.
    return JSON.parse(JSON.stringify(answer)) as SubgraphAnswer;
  };
}

async function run(source: string, variables: Variables, answer: Answer): Promise<Run> {
  const sent: Sent[] = [];
  const faults: Fault[] = [];
  const send = async (subgraph: string, { body }: SubgraphRequest) => {
    const read: Sent = { subgraph, variables: {}, ...JSON.parse(body) };
    sent.push(read);
    return answer(read);
  };
  const generate = new Function('rt', `'use strict';\n${source}\nreturn fetchAll;`);
  const fetchAll = generate({ ...fetchRuntime, send });
  const tree = createFaultTree(Number.POSITIVE_INFINITY);
  const add = (fault: Fault) => {
    faults.push(fault);
    tree.add(fault.path ?? []);
  };
  const store = await fetchAll(variables, {} as Call, { add, covers: tree.covers });
  return { store, faults, sent, source };
}
