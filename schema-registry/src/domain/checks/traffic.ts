import type { SentInputs } from '../operations/operation-check.ts';
import type { ClientUsage } from '../usage/usage.ts';
import type { TrafficFilter } from './check-config.ts';

/** An operation that clients send, or may send by its id. */
export type TrafficOperation = {
  readonly id: string;
  readonly name: string | null;
  readonly document: string;
  /** `emptied` in what is recorded, `kept` in what is published to a list. */
  readonly literals: 'emptied' | 'kept';
  readonly clients: readonly ClientUsage[];
  readonly requests: number;
  /** It is in a list of persisted queries, so that it counts however rarely it is sent. */
  readonly persisted: boolean;
  readonly sent?: SentInputs;
};

/** The operations that count, and how many requests there were of any that were not left out. */
export type Traffic = { readonly operations: readonly TrafficOperation[]; readonly requests: number };

/** Leaves out what a check does not mind: clients, operations, and what is sent too rarely. */
export function minded(operations: readonly TrafficOperation[], filter: TrafficFilter): Traffic {
  const excluded = new Set(filter.excludedOperations);
  const ignored = new Set(filter.ignoredOperations);
  const left = operations
    .filter(({ id, name }) => !ignored.has(id) && !(name !== null && excluded.has(name)))
    .map((each) => withoutClients(each, filter));
  const requests = left.reduce((sum, each) => sum + each.requests, 0);
  const enough = Math.max(filter.countThreshold, (filter.percentageThreshold / 100) * requests, 1);
  return { operations: left.filter((each) => each.persisted || each.requests >= enough), requests };
}

function withoutClients(operation: TrafficOperation, { excludedClients }: TrafficFilter): TrafficOperation {
  const clients = operation.clients.filter(
    (client) =>
      !excludedClients.some(({ name, version }) => name === client.name && (!version || version === client.version)),
  );
  return { ...operation, clients, requests: clients.reduce((sum, { requests }) => sum + requests, 0) };
}
