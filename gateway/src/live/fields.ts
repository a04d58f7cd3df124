import type { UserIdentity } from '@fiscal/kit';
import type { Event } from '@fiscal/kit/events';
import { z } from 'zod';

/** What an event of a live field comes to: the entity it tells of, and whether a subscriber asked for it. */
export type Reading = {
  /** The entity's key, and those of its fields that the event gives. */
  readonly entity: Readonly<Record<string, unknown>>;
  matches(args: Readonly<Record<string, unknown>>, caller: UserIdentity): boolean;
};

/** A subscription field that events feed. Whose tenant an event is, is settled before any of this is asked. */
export type LiveField = {
  readonly topic: string;
  /** The CloudEvents types that feed the field. */
  readonly types: readonly string[];
  /** Throws when the event lacks what the field needs. */
  read(event: Event): Reading;
};

const invoiceChange = z.object({
  invoiceId: z.string(),
  status: z.string(),
  version: z.int(),
  issuerRfc: z.string(),
});

const newNotification = z.object({ notificationId: z.string(), userId: z.string() });

/** The subscription fields of `supergraph/events.graphql`. */
export const liveFields: Readonly<Record<string, LiveField>> = {
  invoiceStatusChanged: {
    topic: 'fiscal-invoice',
    types: [
      'fiscal.invoice.created.v1',
      'fiscal.invoice.processing.v1',
      'fiscal.invoice.validated.v1',
      'fiscal.invoice.rejected.v1',
      'fiscal.invoice.archived.v1',
      'fiscal.invoice.failed.v1',
      'fiscal.invoice.cancelled.v1',
    ],
    read({ data }) {
      const { invoiceId, status, version, issuerRfc } = invoiceChange.parse(data);
      return {
        entity: { __typename: 'Invoice', id: invoiceId, status, version },
        matches: ({ issuer, status: wanted }) =>
          (issuer == null || issuer === issuerRfc) && (!Array.isArray(wanted) || wanted.includes(status)),
      };
    },
  },
  notificationReceived: {
    topic: 'notification-events',
    types: ['fiscal.notification.created.v1'],
    read({ data }) {
      const { notificationId, userId } = newNotification.parse(data);
      return {
        entity: { __typename: 'Notification', id: notificationId },
        matches: (_, caller) => caller.userId === userId,
      };
    },
  },
};
