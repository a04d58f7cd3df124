import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Refusal } from '@fiscal/kit/refusal';
import { createCompiler } from './compiler.ts';
import type { Compiler } from './contract.ts';
import type { Greeting, Job, JobOutcome, ThreadData } from './thread-messages.ts';

if (parentPort) serve(parentPort, workerData as ThreadData);

function serve(port: MessagePort, { supergraphSdl, options, trust }: ThreadData): void {
  const greet = (greeting: Greeting) => port.postMessage(greeting);
  let compiler: Compiler;
  try {
    compiler = createCompiler(supergraphSdl, options, trust);
  } catch (error) {
    greet({ unfit: error instanceof Error ? error.message : String(error) });
    return;
  }
  warm(compiler);
  port.on('message', (job: Job) => port.postMessage(perform(compiler, job)));
  const { apiSdl, subgraphs, liveFields } = compiler;
  greet({ apiSdl, subgraphs, liveFields });
}

/** What is made once for all operations had better be made while nobody waits for one. */
function warm(compiler: Compiler): void {
  const key = { text: 'query Warm { __typename }' };
  if ('facts' in compiler.read(key)) compiler.compile(key, { granted: [], labels: [] });
}

function perform(compiler: Compiler, { key, variant, variables }: Job): JobOutcome {
  try {
    if (variables) return { value: compiler.introspect(key, variables) };
    return { value: variant ? compiler.compile(key, variant) : compiler.read(key) };
  } catch (error) {
    if (error instanceof Refusal) {
      return { refusal: { kind: error.kind, code: error.code, message: error.message } };
    }
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
