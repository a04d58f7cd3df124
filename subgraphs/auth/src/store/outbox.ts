import type { Db } from '@fiscal/kit';
import { addToOutbox } from '@fiscal/kit/events';
import type { Fact } from '../domain/facts.ts';

export type Outbox = { add(...facts: readonly Fact[]): Promise<void> };

/** Facts stored with the change they tell of; the kit's relay carries them to the topic. */
export function createOutbox(db: Db): Outbox {
  return { add: (...facts) => addToOutbox(db, 'auth-events', facts) };
}
