import { Refusal } from '@fiscal/kit';

export const notificationKinds = ['INVOICE_ARCHIVED', 'INVOICE_REJECTED', 'INVOICE_FAILED', 'LOGIN_FAILED'] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** Something a person should hear of: what it says, and about which document. */
export type Notice = {
  readonly kind: NotificationKind;
  readonly title: string;
  readonly body: string;
  readonly invoiceId: string | null;
};

export type Notification = Notice & {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly readAt: Date | null;
};

/** Of a document, what a notice tells. */
export type InvoiceState = {
  readonly invoiceId: string;
  readonly status: string;
  readonly uuid: string | null;
  readonly issuerRfc: string;
  readonly issuerName: string | null;
  readonly currency: string | null;
  readonly total: string | null;
  readonly findings: readonly { readonly code: string; readonly message: string }[];
};

const mostFindings = 10;

/** What to tell of a document's new state; null for states nobody needs to hear of. */
export function noticeOfInvoice(invoice: InvoiceState): Notice | null {
  const { invoiceId, issuerName, issuerRfc, findings } = invoice;
  const issuer = issuerName ? `${issuerName} (${issuerRfc})` : issuerRfc;
  const document = invoice.uuid ?? invoiceId;
  const reasons = findings.slice(0, mostFindings).map(({ code, message }) => `${code}: ${message}`);
  switch (invoice.status) {
    case 'ARCHIVED':
      return {
        kind: 'INVOICE_ARCHIVED',
        title: `Archived: ${invoice.total ?? '0'} ${invoice.currency ?? ''} from ${issuer}`,
        body: `The document ${document} passed every rule and is archived.`,
        invoiceId,
      };
    case 'REJECTED':
      return {
        kind: 'INVOICE_REJECTED',
        title: `Rejected: a document from ${issuer}`,
        body: [`The document ${document} breaks rules:`, ...reasons].join('\n'),
        invoiceId,
      };
    case 'FAILED':
      return {
        kind: 'INVOICE_FAILED',
        title: `Not processed: a document from ${issuer}`,
        body: [`The document ${document} could not be processed. Please send it again.`, ...reasons].join('\n'),
        invoiceId,
      };
    default:
      return null;
  }
}

/** What to tell a user somebody else, perhaps, tried to sign in as. */
export function noticeOfFailedLogin(occurredAt: string): Notice {
  return {
    kind: 'LOGIN_FAILED',
    title: 'A sign-in to your account failed',
    body: `Somebody gave a wrong password for your account at ${occurredAt}. If it was not you, change yours.`,
    invoiceId: null,
  };
}

/** Ids to mark as read, without those that no notification can have. Refuses more than 100 with INVALID_INPUT. */
export function readIds(ids: readonly string[]): readonly string[] {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  if (ids.length > 100) throw new Refusal('invalid', 'INVALID_INPUT', 'at most 100 ids');
  return ids.filter((id) => uuid.test(id));
}

/** A document, by its key: the invoice subgraph has the rest. */
export type InvoiceReference = { readonly id: string };
