import type { RefusalKind } from '@fiscal/kit/refusal';
import type { WorkKind } from './work.ts';

/** Work for a thread, one at a time. Its input, and what comes of it, are serialized as `node:v8` does. */
export type Job = { readonly kind: WorkKind; readonly input: Uint8Array };

/** What came of a job. A refusal is meant for the client; an error is not. */
export type Outcome =
  | { readonly value: Uint8Array }
  | { readonly refusal: { readonly kind: RefusalKind; readonly code: string; readonly message: string } }
  | { readonly error: string };

/** The first message of a thread: everything is loaded. */
export const ready = 'ready';
