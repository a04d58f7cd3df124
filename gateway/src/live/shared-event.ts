import { resultText } from '../answer.ts';
import type { Result } from '../operation.ts';
import type { Reading } from './declaration/field.ts';
import type { EventHead, LiveRecord, Positions } from './log/record.ts';

/** One event for everybody to whom it comes to the same: resolved once, written once. */
export type SharedEvent = {
  readonly record: LiveRecord;
  readonly head: EventHead;
  readonly reading: Reading;
  /** Keeps it: it is resolved only for somebody who waits for it, and forgotten when nobody does any more. */
  hold(): void;
  release(): void;
  /** The response, with the cursor of a client that has everything before `at`; undefined until it is resolved. */
  text(at: Positions, superseded: number): string | undefined;
  /** Rings when the text is there. */
  whenReady(ring: () => void): void;
};

/** What the group of an event does for it. */
export type EventOwner = {
  /** Somebody waits for it now. */
  onWanted(event: SharedEvent, settle: (result: Result) => void): void;
  /** Nobody waits for it any more. */
  onUnwanted(event: SharedEvent): void;
  encode(positions: Positions): string;
};

/** Makes the event of a group that nobody waits for yet. */
export function createSharedEvent(
  record: LiveRecord,
  head: EventHead,
  reading: Reading,
  { onWanted, onUnwanted, encode }: EventOwner,
): SharedEvent {
  let holders = 0;
  let result: Result | undefined;
  let rings: (() => void)[] = [];
  let written: { readonly at: Positions; readonly text: string } | undefined;
  const settle = (resolved: Result) => {
    result = resolved;
    for (const ring of rings) ring();
    rings = [];
  };
  const event: SharedEvent = {
    record,
    head,
    reading,
    hold() {
      holders += 1;
      if (holders === 1) onWanted(event, settle);
    },
    release() {
      holders -= 1;
      if (holders === 0) onUnwanted(event);
    },
    text(at, superseded) {
      if (!result) return undefined;
      if (superseded > 0) return textOf(result, { cursor: encode(at), superseded });
      // Those who are live stand at the same positions, the very same object.
      if (written?.at !== at) written = { at, text: textOf(result, { cursor: encode(at) }) };
      return written.text;
    },
    whenReady: (ring) => (result ? ring() : void rings.push(ring)),
  };
  return event;
}

function textOf(result: Result, told: Readonly<Record<string, unknown>>): string {
  return resultText({ ...result, extensions: { ...result.extensions, ...told } });
}
