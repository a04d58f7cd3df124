import type { Voice } from '../streams/delivery.ts';
import { expiringResult } from '../streams/framing.ts';
import { eventText } from './framing.ts';

/** What one operation needs of the stream that it shares with others. */
export type Share = {
  room(): Promise<void> | undefined;
  write(text: string): void;
  /** Is told before the last event of the operation goes out: its name is free again. */
  ended(): void;
};

/** Says what becomes of one operation in graphql-sse's «single connection mode»: each event names it. */
export function createSharedVoice(operationId: string, warns: boolean, { room, write, ended }: Share): Voice {
  const id = JSON.stringify(operationId);
  const next = (text: string) => write(eventText('next', `{"id":${id},"payload":${text}}`));
  const complete = () => {
    ended();
    write(eventText('complete', `{"id":${id}}`));
  };
  return {
    room,
    next: ({ text }) => next(text),
    expiring(expiresAt) {
      if (warns) next(expiringResult(expiresAt));
      else write(`: {"expiring":{"expiresAt":${expiresAt}}}\n\n`);
    },
    complete,
    fail(error) {
      next(JSON.stringify({ errors: [error] }));
      complete();
    },
  };
}
