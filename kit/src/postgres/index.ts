export { migrate } from './migrate.ts';
export { createPool, type Db } from './pool.ts';
export { postgresPart } from './postgres-part.ts';
export { createTransaction, everyTenant, type Transaction } from './transaction.ts';
