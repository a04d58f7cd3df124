import type { RefusalKind } from '@fiscal/kit/refusal';
import type { CompilerOptions } from './compiler.ts';
import type { Compiled, Compiler, DocumentKey, Introspections, ReadOutcome, Variant } from './contract.ts';
import type { Trust } from './graph/load-supergraph.ts';

/** What a thread is started with. */
export type ThreadData = { readonly supergraphSdl: string; readonly options: CompilerOptions; readonly trust: Trust };

/** The first message of a thread: it is ready, or the supergraph is unfit. */
export type Greeting = Pick<Compiler, 'apiSdl' | 'subgraphs' | 'liveFields'> | { readonly unfit: string };

/** Work for a thread, one at a time. A variant: to be compiled; variables: to be introspected; neither: to be read. */
export type Job = {
  readonly key: DocumentKey;
  readonly variant?: Variant;
  readonly variables?: Readonly<Record<string, unknown>>;
};

/** What came of a job. A refusal is meant for the client; an error is not. */
export type JobOutcome =
  | { readonly value: ReadOutcome | Compiled | Introspections }
  | { readonly refusal: { readonly kind: RefusalKind; readonly code: string; readonly message: string } }
  | { readonly error: string };
