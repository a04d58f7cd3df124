import { Refusal } from '@fiscal/kit';
import type { GraphQLFormattedError } from 'graphql';
import type { Compiled, Introspections } from '../compiler/contract.ts';
import type { Call, SubgraphClient } from '../traffic/subgraph-client.ts';
import { coerceRuntime } from './coerce-runtime.ts';
import type { Executable, Faults, Store, Variables } from './executable.ts';
import { createFaults } from './faults.ts';
import { fetchRuntime } from './fetch-runtime.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import { writeRuntime } from './write-runtime.ts';

/** What generated source gives back (`compiler/emit/emit.ts`). */
type Generated = Pick<Executable, 'coerce' | 'rootArguments' | 'estimate' | 'asks' | 'followsUp'> & {
  readonly guarded: Executable['guarded'] | undefined;
  /** What an answer has cost; undefined where that is not asked for. */
  readonly actual: ((store: Store) => number) | undefined;
  /** Asks the subgraphs. Never rejects: what fails is added to the faults. */
  fetchAll(variables: Variables, call: Call, faults: Faults): Promise<Store>;
  /** Writes `data` as JSON text. */
  write(store: Store, variables: Variables, faults: Faults, shown: Introspections | undefined): string;
  /** Whether writing needs what the compiler says about the schema: not, the same for good, or for these variables. */
  readonly introspects: 'never' | 'once' | 'each';
};

/** Asks the compiler for what an operation wants to know of the schema. */
export type Introspect = (variables: Variables) => Promise<Introspections>;

/** Collects the faults of one run and makes them fit for clients. */
export type OpenFaults = (call: Call) => Faults & { toErrors(): readonly GraphQLFormattedError[] };

const parts = { ...fetchRuntime, ...writeRuntime, ...coerceRuntime };

/** Makes what links generated code to the clients of one graph's subgraphs. `mask`: as `createFaults` has it. */
export function createLink(clients: ReadonlyMap<string, Pick<SubgraphClient, 'send'>>, mask: boolean) {
  const runtime = createRuntime(clients, parts);
  const openFaults: OpenFaults = ({ correlationId }) => createFaults(correlationId, mask);
  return (compiled: Compiled, introspect: Introspect): Executable => link(compiled, runtime, openFaults, introspect);
}

/**
 * Makes generated source runnable.
 * Errors: SyntaxError when the source is none, which is a fault of the compiler's.
 */
export function link(
  { source }: Compiled,
  runtime: Runtime,
  openFaults: OpenFaults,
  introspect: Introspect,
): Executable {
  const generate = new Function('rt', source) as (rt: Runtime) => Generated;
  const { coerce, rootArguments, estimate, guarded, fetchAll, write, introspects, asks, followsUp, actual } =
    generate(runtime);
  const show = createShow(introspect, introspects);
  return {
    coerce,
    rootArguments,
    estimate,
    guarded: guarded ?? (() => undefined),
    asks,
    followsUp,
    source,
    async run(variables, call) {
      const faults = openFaults(call);
      const store = await fetchAll(variables, call, faults);
      const shown = introspects === 'never' ? undefined : await show(variables, faults);
      const span = call.trace?.begin('graphql.shape');
      const data = write(store, variables, faults, shown);
      span?.end();
      return { data, errors: faults.toErrors(), cost: actual?.(store) };
    },
  };
}

/** What does not depend on variables is asked for once; what could not be answered, again. */
function createShow(introspect: Introspect, introspects: Generated['introspects']) {
  let kept: Introspections | undefined;
  return async (variables: Variables, faults: Faults): Promise<Introspections | undefined> => {
    if (kept) return kept;
    try {
      const shown = await introspect(variables);
      if (introspects === 'once') kept = shown;
      return shown;
    } catch (cause) {
      const { message, code } = cause instanceof Refusal ? cause : { message: 'no introspection', code: 'INTERNAL' };
      faults.add({ message, code, cause });
      return undefined;
    }
  };
}
