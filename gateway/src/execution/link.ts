import type { GraphQLFormattedError } from 'graphql';
import type { Compiled } from '../compiler/contract.ts';
import type { Call } from '../traffic/subgraph-client.ts';
import type { Executable, Faults, Store, Variables } from './executable.ts';
import type { Runtime } from './runtime.ts';

/** What generated source gives back (`compiler/emit/emit.ts`). */
type Generated = Pick<Executable, 'coerce' | 'rootArguments' | 'estimate'> & {
  /** Asks the subgraphs. Never rejects: what fails is added to the faults. */
  fetchAll(variables: Variables, call: Call, faults: Faults): Promise<Store>;
  /** Writes `data` as JSON text. */
  write(store: Store, variables: Variables, faults: Faults): string;
};

/** Collects the faults of one run and makes them fit for clients. */
export type OpenFaults = (call: Call) => Faults & { toErrors(): readonly GraphQLFormattedError[] };

/**
 * Makes generated source runnable.
 * Errors: SyntaxError when the source is none, which is a fault of the compiler's.
 */
export function link({ source }: Compiled, runtime: Runtime, openFaults: OpenFaults): Executable {
  const generate = new Function('rt', source) as (rt: Runtime) => Generated;
  const { coerce, rootArguments, estimate, fetchAll, write } = generate(runtime);
  return {
    coerce,
    rootArguments,
    estimate,
    source,
    async run(variables, call) {
      const faults = openFaults(call);
      const store = await fetchAll(variables, call, faults);
      const data = write(store, variables, faults);
      return { data, errors: faults.toErrors() };
    },
  };
}
