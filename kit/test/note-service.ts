import { callContext, type Identity, Refusal, remainingMs } from '../src/index.ts';

export const noteSchema = new URL('./note.graphql', import.meta.url);

/** What the resolvers of the test's subgraph are given. */
export type NoteContext = { readonly identity: Identity };

const faults: Readonly<Record<string, () => Error>> = {
  REFUSAL: () => new Refusal('conflict', 'NOTE_LOCKED', 'the note is locked'),
  UNAVAILABLE: () =>
    new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'not now', { cause: new Error('ECONNREFUSED 10.0.0.7') }),
  BUG: () => new TypeError('cannot read secret_column of undefined'),
};

/** Resolvers of a subgraph as small as one can be that still fails in every way. */
export const noteResolvers = {
  Query: {
    whoami: (_: unknown, __: unknown, { identity }: NoteContext) =>
      identity.kind === 'user' ? identity.userId : identity.kind,
    note: (_: unknown, { id }: { id: string }) => ({ id, body: callContext()?.correlationId }),
    fault: (_: unknown, { how }: { how: string }) => {
      throw faults[how]?.() ?? new Error('no such fault');
    },
    leftMs: () => remainingMs(30_000),
    echo: (_: unknown, { day }: { day: string }) => day.toUpperCase(),
  },
  Note: {
    __resolveReference: ({ id }: { id: string }) => {
      if (id === 'locked') throw new Refusal('not_found', 'NOTE_NOT_FOUND', 'no such note');
      return { id, body: 'referenced' };
    },
  },
};
