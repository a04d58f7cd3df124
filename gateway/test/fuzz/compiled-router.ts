import { createCompiler } from '../../src/compiler/compiler.ts';
import type { Compiler } from '../../src/compiler/contract.ts';
import { coerceRuntime } from '../../src/execution/coerce-runtime.ts';
import type { Executable, Variables } from '../../src/execution/executable.ts';
import { createFaults } from '../../src/execution/faults.ts';
import { fetchRuntime } from '../../src/execution/fetch-runtime.ts';
import { link } from '../../src/execution/link.ts';
import { createRuntime } from '../../src/execution/runtime.ts';
import { writeRuntime } from '../../src/execution/write-runtime.ts';
import type { Call, SubgraphClient } from '../../src/traffic/subgraph-client.ts';
import type { OperationCase } from './case.ts';
import type { Ground } from './ground.ts';
import type { Router } from './router.ts';
import { createSubgraph, type Subgraph, type SubgraphQuery } from './subgraph.ts';
import type { World } from './world.ts';

const maxTokens = 20_000;
const timeoutMs = 60_000;

/** Makes a router of this project's own compiler and runtime, with subgraphs in this process. */
export function createCompiledRouter(ground: Ground): Router {
  const compiler = createCompiler(ground.supergraphSdl, { limits: { maxTokens } });
  const subgraphs = [...ground.subgraphs].map(([name, facts]) => [name, createSubgraph(ground, facts)] as const);
  return async (operation, world) => {
    const executable = compileFor(compiler, operation, toClients(subgraphs, world, operation.labels));
    const coerced = executable.coerce(operation.variables);
    if ('faults' in coerced) return { data: null, errors: coerced.faults };
    const { data, errors } = await executable.run(coerced.variables, openCall());
    return { data: JSON.parse(data), errors };
  };
}

function compileFor(
  compiler: Compiler,
  { text, operationName, labels }: OperationCase,
  clients: ReadonlyMap<string, Pick<SubgraphClient, 'send'>>,
): Executable {
  const key = { text, operationName };
  const outcome = compiler.read(key);
  if ('faults' in outcome) throw new Error(`refused: ${outcome.faults.map(({ message }) => message).join()}`);
  const on = outcome.facts.labels.filter((label) => labels.includes(label));
  const compiled = compiler.compile(key, { granted: [], labels: on });
  const runtime = createRuntime(clients, { ...fetchRuntime, ...writeRuntime, ...coerceRuntime });
  const introspect = async (variables: Variables) => compiler.introspect(key, variables);
  return link(compiled, runtime, ({ correlationId }) => createFaults(correlationId, false), introspect);
}

function toClients(subgraphs: readonly (readonly [string, Subgraph])[], world: World, labels: readonly string[]) {
  return new Map(
    subgraphs.map(([name, ask]) => [
      name,
      { send: ({ body }: { readonly body: string }) => ask(JSON.parse(body) as SubgraphQuery, world, labels) },
    ]),
  );
}

function openCall(): Call {
  let calls = 0;
  return {
    identity: { kind: 'anonymous', via: 'gateway' },
    correlationId: 'fuzz',
    deadlineAt: Date.now() + timeoutMs,
    clientHeaders: {},
    subgraphCalls: { add: () => void calls++, count: () => calls },
  };
}
