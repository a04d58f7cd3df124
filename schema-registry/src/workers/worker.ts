import { deserialize, serialize } from 'node:v8';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { Refusal } from '@fiscal/kit/refusal';
import { type Job, type Outcome, ready } from './messages.ts';
import { work } from './work.ts';

if (parentPort) serve(parentPort);

function serve(port: MessagePort): void {
  port.on('message', (job: Job) => port.postMessage(perform(job)));
  port.postMessage(ready);
}

function perform({ kind, input }: Job): Outcome {
  // Whoever made the job took the input from the type of this kind.
  const run = work[kind] as (input: unknown) => unknown;
  try {
    return { value: serialize(run(deserialize(input))) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: { kind: error.kind, code: error.code, message: error.message } };
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
