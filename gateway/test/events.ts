import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKafka, ensureTopics, producerPart } from '@fiscal/kit/events';
import { startBroker } from '../../deploy/local/broker/index.ts';

/** A broker with the house's topics, and what the services would publish to them. */
export type Events = {
  readonly brokers: string;
  changed(tenant: string, invoiceId: string, status: string, version: number, issuerRfc?: string): Promise<void>;
  notified(tenant: string, userId: string, notificationId: string): Promise<void>;
  /** Publishes what the work publishes as part of a trace. */
  traced(traceparent: string, work: () => Promise<void>): Promise<void>;
  /** A session ended before its time. */
  revoked(tenant: string, sessionId: string): Promise<void>;
  /** Takes away what is kept of the invoices, as retention does. */
  forgetInvoices(): Promise<void>;
  /** Any data at all, such as no service would publish. */
  malformed(tenant: string): Promise<void>;
  stop(): Promise<void>;
};

/** The producer hashes long keys slowly. */
const keyLength = 40;

export async function startEvents(): Promise<Events> {
  const dir = await mkdtemp(join(tmpdir(), 'fiscal-gateway-'));
  const broker = await startBroker({ dir, host: '127.0.0.1', port: 0 });
  const brokers = `${broker.host}:${broker.port}`;
  const kafka = createKafka({ brokers: [brokers], clientId: 'gateway-test' });
  await ensureTopics(kafka, [
    { topic: 'fiscal-invoice', partitions: 8 },
    { topic: 'notification-events', partitions: 4 },
    { topic: 'auth-events', partitions: 2 },
  ]);
  const producer = producerPart(kafka);
  await producer.start();
  let traceparent: string | undefined;
  const publish = (topic: string, type: string, tenant: string, subject: string, version: number, data: object) =>
    producer.publish(topic, [
      {
        id: randomUUID(),
        type,
        source: '/test',
        subject,
        tenant,
        aggregateVersion: version,
        time: new Date().toISOString(),
        ...(traceparent ? { traceparent } : {}),
        data,
      },
    ]);
  return {
    brokers,
    changed: (tenant, invoiceId, status, version, issuerRfc = 'EKU9003173C9') =>
      publish('fiscal-invoice', `fiscal.invoice.${nameOf(status)}.v1`, tenant, invoiceId.slice(-keyLength), version, {
        invoiceId,
        organizationId: tenant,
        status,
        version,
        issuerRfc,
      }),
    notified: (tenant, userId, notificationId) =>
      publish('notification-events', 'fiscal.notification.created.v1', tenant, notificationId, 0, {
        notificationId,
        organizationId: tenant,
        userId,
        kind: 'INVOICE_ARCHIVED',
      }),
    async traced(parent, work) {
      traceparent = parent;
      await work();
      traceparent = undefined;
    },
    revoked: (tenant, sessionId) =>
      publish('auth-events', 'fiscal.session.revoked.v1', tenant, sessionId, 0, {
        sessionId,
        userId: 'any',
        organizationId: tenant,
        reason: 'LOGOUT',
        occurredAt: new Date().toISOString(),
      }),
    async forgetInvoices() {
      const admin = kafka.admin();
      await admin.connect();
      const ends = await admin.fetchTopicOffsets('fiscal-invoice');
      const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
      await admin.deleteTopicRecords({ topic: 'fiscal-invoice', partitions });
      await admin.disconnect();
    },
    malformed: (tenant) => publish('fiscal-invoice', 'fiscal.invoice.archived.v1', tenant, 'any', 1, { status: 7 }),
    async stop() {
      await producer.stop();
      await broker.stop();
      await rm(dir, { recursive: true });
    },
  };
}

function nameOf(status: string): string {
  return status === 'PENDING' ? 'created' : status.toLowerCase();
}
