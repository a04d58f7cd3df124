import { createTransaction } from '@fiscal/kit';
import type pg from 'pg';
import { createReadChanges } from './changes.ts';
import { createReadPage } from './pages.ts';
import { createReads } from './reads.ts';
import { createShards } from './shards.ts';
import { createTakeStanding } from './standing.ts';
import { createTransact } from './transact.ts';

export type { ReadChanges } from './changes.ts';
export { invoiceTopic } from './outbox.ts';
export type { PageQuery, Position, ReadPage } from './pages.ts';
export type { InvoiceFinding, Reads, Transition } from './reads.ts';
export type { Standing, TakeStanding } from './standing.ts';
export type { Transact } from './transact.ts';

/** All that is stored, over the given shards; their order and number decide where an invoice lies. */
export function createStore(pools: readonly pg.Pool[]) {
  const shards = createShards(pools.map(createTransaction));
  return {
    transact: createTransact(shards),
    reads: createReads(shards),
    readPage: createReadPage(shards),
    readChanges: createReadChanges(shards),
    takeStanding: createTakeStanding(shards),
  };
}
