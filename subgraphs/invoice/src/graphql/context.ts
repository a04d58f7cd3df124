import type { Identity } from '@fiscal/kit';
import type { ReadPage, Reads } from '../store/index.ts';
import type { CreateInvoice } from '../use-cases/create-invoice.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What the resolvers of one request share. */
export type GraphqlContext = {
  readonly identity: Identity;
  readonly loaders: Loaders;
  readonly createInvoice: CreateInvoice;
  readonly byUuid: Reads['byUuid'];
  readonly readPage: ReadPage;
};

/** Makes the context of each request, with loaders of its own. */
export function createContext(createInvoice: CreateInvoice, reads: Reads, readPage: ReadPage) {
  return (identity: Identity): GraphqlContext => ({
    identity,
    loaders: createLoaders(reads, identity),
    createInvoice,
    byUuid: reads.byUuid,
    readPage,
  });
}
