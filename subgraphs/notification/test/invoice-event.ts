import { randomUUID } from 'node:crypto';
import type { Event } from '@fiscal/kit/events';

/** An event of a document's new state, as the invoice subgraph publishes it. */
export function invoiceEvent(tenant: string, status: string, invoiceId: string = randomUUID()): Event {
  return {
    id: randomUUID(),
    type: `fiscal.invoice.${status.toLowerCase()}.v1`,
    source: '/invoice',
    subject: invoiceId,
    tenant,
    aggregateVersion: 4,
    time: '2026-03-05T10:00:00.000Z',
    data: {
      invoiceId,
      status,
      uuid: null,
      issuerRfc: 'EKU9003173C9',
      issuerName: null,
      currency: 'MXN',
      total: '116.00',
      findings: status === 'REJECTED' ? [{ code: 'CFDI_TOTALS', message: 'sums differ' }] : [],
    },
  };
}
