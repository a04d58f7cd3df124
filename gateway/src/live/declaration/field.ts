import type { UserIdentity } from '@fiscal/kit';
import type { EventHead } from '../log/record.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** What an event comes to for a live field. */
export type Reading = {
  /** `__typename`, the key, and those of the entity's fields that the event gives. */
  readonly entity: Readonly<Record<string, unknown>>;
  /** The entity's key as one text: which events tell of the same. */
  readonly key: string;
  /** What filters look at. */
  readonly event: { readonly head: EventHead; readonly data: unknown };
};

/** What becomes of events that a client does not read fast enough. */
export type Overflow = 'disconnect' | 'drop' | 'coalesce';

/** A subscription field that events feed, as the schema declares it. Whose an event is, is settled before it is asked. */
export type LiveField = {
  readonly name: string;
  /** Fed by these topics, which may depend on arguments. Errors: Refusal `BAD_USER_INPUT`. */
  topics(args: Arguments): readonly string[];
  /** The CloudEvents types that feed it; undefined: all. */
  readonly types: ReadonlySet<string> | undefined;
  readonly overflow: Overflow;
  /** Fed by the events that are nobody's (`noTenant`), for everybody who may ask, and by no others. */
  readonly isPublic: boolean;
  /** Whether the filter depends on who asks, besides arguments: what is shared is shared by one caller only then. */
  readonly looksAtCaller: boolean;
  /** Errors: an Error when the event lacks what the field needs. */
  read(head: EventHead, data: unknown): Reading;
  /** Makes the filter of one subscription, once; asking it costs what the filter and the event are long, at most. */
  matcher(args: Arguments, caller: UserIdentity): (reading: Reading) => boolean;
};
