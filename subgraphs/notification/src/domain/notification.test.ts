import { describe, expect, it } from '@jest/globals';
import { noticeOfInvoice, notificationKinds } from './notification.ts';
import { change, defaultPreferences } from './preferences.ts';
import { readWebhookUrl } from './webhook.ts';

const invoice = {
  invoiceId: '0a3-1',
  status: 'ARCHIVED',
  uuid: 'c0ffee00-0000-4000-8000-000000000000',
  issuerRfc: 'EKU9003173C9',
  issuerName: null,
  currency: 'MXN',
  total: '116.00',
  findings: [],
};

describe('a notice of an invoice', () => {
  it('tells amount and issuer of an archived one', () => {
    expect(noticeOfInvoice(invoice)).toMatchObject({
      kind: 'INVOICE_ARCHIVED',
      title: 'Archived: 116.00 MXN from EKU9003173C9',
    });
  });

  it('tells why one was rejected', () => {
    const rejected = { ...invoice, status: 'REJECTED', findings: [{ code: 'CFDI_TOTALS', message: 'sums differ' }] };
    expect(noticeOfInvoice(rejected)?.body).toContain('CFDI_TOTALS: sums differ');
  });

  it.each(['PENDING', 'PROCESSING', 'VALIDATED', 'SOMETHING_NEW'])('is not made of %s', (status) => {
    expect(noticeOfInvoice({ ...invoice, status })).toBeNull();
  });
});

describe('preferences', () => {
  it('keep what a change leaves out and every kind once', () => {
    expect(change(defaultPreferences, { emailKinds: ['LOGIN_FAILED', 'LOGIN_FAILED'] })).toEqual({
      kinds: notificationKinds,
      emailKinds: ['LOGIN_FAILED'],
    });
  });
});

describe('a webhook address', () => {
  it.each(['', 'ftp://a.example/', 'https://user:secret@a.example/', `https://a.example/${'x'.repeat(2048)}`])(
    '%s is refused',
    (url) => {
      expect(() => readWebhookUrl(url)).toThrow(expect.objectContaining({ code: 'URL_NOT_ALLOWED' }));
    },
  );
});
