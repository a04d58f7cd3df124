import type { PlannedClient } from './plan.ts';

/** A change of an invoice: as the log has it, or as a client heard of it. */
export type Change = {
  readonly tenant: string;
  readonly invoice: string;
  readonly version: number;
  readonly status: string;
};

/** What one client heard, in order: changes, and gaps that it was told of. */
export type Heard = {
  readonly changes: readonly Omit<Change, 'tenant'>[];
  /** Of each gap how many events were declared lost. */
  readonly gaps: readonly number[];
};

/**
 * Holds what a client heard against what the log has for it, record by record in each invoice's order. Gives a line for
 * everything that is missing (beyond what was declared), twice, out of order, or another organisation's; none is right.
 */
export function check(client: PlannedClient, log: readonly Change[], heard: Heard): string[] {
  const due = log.filter((change) => isFor(client, change));
  const expected = byInvoice(due);
  const faults: string[] = [];
  let missing = 0;
  const sightings = byInvoice(heard.changes);
  for (const [invoice, changes] of sightings) {
    const wanted = expected.get(invoice);
    if (wanted) continue;
    faults.push(`${client.name} heard of ${invoice}, which is none of its business: ${changes.length} times`);
  }
  for (const [invoice, wanted] of expected) {
    const got = sightings.get(invoice) ?? [];
    missing +=
      wanted.length - longestCommon(wanted, got, (fault) => faults.push(`${client.name}, ${invoice}: ${fault}`));
  }
  const declared = heard.gaps.reduce((sum, count) => sum + count, 0);
  if (missing !== declared) faults.push(`${client.name}: ${missing} missing, ${declared} declared lost`);
  return faults;
}

/** Whether a client is to hear of a change. */
export function isFor({ tenant, statuses }: PlannedClient, change: Change): boolean {
  return change.tenant === tenant && (statuses === undefined || statuses.includes(change.status));
}

function byInvoice<T extends { readonly invoice: string }>(changes: readonly T[]): Map<string, T[]> {
  return Map.groupBy(changes, ({ invoice }) => invoice);
}

type Sighting = Omit<Change, 'tenant'>;

/** How many of those wanted were got, one after the other; what was got beside them is a fault. */
function longestCommon(wanted: readonly Sighting[], got: readonly Sighting[], tell: (fault: string) => void): number {
  let at = 0;
  let found = 0;
  for (const each of got) {
    const where = wanted.findIndex((change, n) => n >= at && isSame(change, each));
    if (where === -1) {
      tell(`version ${each.version} (${each.status}) twice, out of order, or never sent`);
      continue;
    }
    at = where + 1;
    found += 1;
  }
  return found;
}

function isSame(a: Sighting, b: Sighting): boolean {
  return a.version === b.version && a.status === b.status;
}
