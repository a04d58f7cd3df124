import { createAuthority, type Taxpayer } from '../deploy/local/samples/authority.ts';
import { parseCents } from '../deploy/local/samples/money.ts';
import { createSamples, type Sample, type SampleKind } from '../deploy/local/samples/samples.ts';
import { norte, partners } from '../deploy/local/samples/taxpayers.ts';

/** The day that the documents of these stories are issued on. */
export const day = '2026-05-04';

/** Draws documents of an issuer, the organisation of the tests unless said; it is the receiver of what partners issue. */
export type Draw = (kind: SampleKind, options?: { readonly issuer?: Taxpayer; readonly uuid?: string }) => Sample;

/** Documents by a seed, so that a story is the same every time. */
export function createDraw(seed: number): Draw {
  const samples = createSamples({ seed, authority: createAuthority(seed) });
  return (kind, { issuer = norte, uuid } = {}) =>
    samples.next({
      issuer,
      receiver: partners.includes(issuer) ? norte : partners[0],
      issuedAt: `${day}T12:00:00`,
      kind,
      ...(uuid ? { uuid } : {}),
    });
}

/** What documents add up to, by currency, in cents. */
export type Totals = Record<
  string,
  { count: number; subtotal: bigint; transferred: bigint; withheld: bigint; total: bigint }
>;

/** Adds up what the samples say of themselves. */
export function addUpSamples(samples: readonly Sample[]): Totals {
  const totals: Totals = {};
  for (const sample of samples) {
    const line = totals[sample.currency] ?? { count: 0, subtotal: 0n, transferred: 0n, withheld: 0n, total: 0n };
    totals[sample.currency] = {
      count: line.count + 1,
      subtotal: line.subtotal + parseCents(sample.subtotal),
      transferred: line.transferred + parseCents(sample.taxesTransferred),
      withheld: line.withheld + parseCents(sample.taxesWithheld),
      total: line.total + parseCents(sample.total),
    };
  }
  return totals;
}
