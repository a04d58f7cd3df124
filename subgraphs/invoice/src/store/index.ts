export { createReadChanges, type ReadChanges } from './changes.ts';
export { invoiceTopic } from './outbox.ts';
export { createReadPage, type PageQuery, type Position, type ReadPage } from './pages.ts';
export { createReads, type InvoiceFinding, type Reads, type Transition } from './reads.ts';
export { createShards, type Shards } from './shards.ts';
export { createTakeStanding, type Standing, type TakeStanding } from './standing.ts';
export { createTransact, type Stores, type Transact } from './transact.ts';
