import type { AffectedOperation } from './check-workflow.ts';

const mostOperations = 5;
const mostClients = 3;

/** Says what a change breaks: `…: breaks GetInvoice (web 1.2: 31 requests, and 2 more clients)`. */
export function describeChange(change: string, affected: readonly AffectedOperation[], unseen: boolean): string {
  if (unseen) return `${change}: there is no traffic that could tell whom it breaks`;
  const [certain, possible] = [true, false].map((sure) => affected.filter((each) => each.certain === sure));
  const parts = [
    ...(certain?.length ? [`breaks ${listOf(certain)}`] : []),
    ...(possible?.length ? [`may break ${listOf(possible)}, by values that are not recorded`] : []),
  ];
  return `${change}: ${parts.join('; ')}`;
}

function listOf(operations: readonly AffectedOperation[]): string {
  const told = operations
    .slice(0, mostOperations)
    .map((each) => `${each.name || 'unnamed operation'} (${usersOf(each)})`);
  return join(told, operations.length - mostOperations, 'operations');
}

function usersOf({ clients, persisted }: AffectedOperation): string {
  const told = clients
    .slice(0, mostClients)
    .map(({ name, version, requests }) => `${`${name} ${version}`.trim() || 'unknown client'}: ${requests} requests`);
  if (told.length === 0) return persisted ? 'persisted, without requests' : 'without requests';
  return join(told, clients.length - mostClients, 'clients');
}

function join(told: readonly string[], more: number, what: string): string {
  return `${told.join(', ')}${more > 0 ? `, and ${more} more ${what}` : ''}`;
}
