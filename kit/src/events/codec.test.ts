import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IHeaders } from 'kafkajs';
import { decode, encode, tenantOf, UndecodableMessage } from './codec.ts';
import type { Event } from './event.ts';

/** As kafkajs hands it out: everything in bytes. */
function received(message: ReturnType<typeof encode>, headers: IHeaders = message.headers ?? {}) {
  const bytes = (value: unknown) => Buffer.from(String(value));
  return {
    key: bytes(message.key),
    value: message.value === null ? null : bytes(message.value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, bytes(value)])),
    timestamp: '1767225600000',
  };
}

const event: Event = {
  id: 'id-1',
  type: 'fiscal.sample.changed.v1',
  source: '/sample',
  subject: 'subject-1',
  tenant: 'tenant-1',
  aggregateVersion: 3,
  time: '2026-01-01T00:00:00.000Z',
  data: { total: '10.00' },
};

describe('the CloudEvents codec', () => {
  it('gives back what it was given', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const events = fc.record({
      id: text,
      type: text,
      source: text,
      subject: text,
      tenant: text,
      aggregateVersion: fc.maxSafeNat(),
      time: fc.constant('2026-01-01T00:00:00.000Z'),
      data: fc.jsonValue(),
    });
    fc.assert(
      fc.property(events, (given) => {
        // JSON has no negative zero.
        const data: unknown = JSON.parse(JSON.stringify(given.data));
        expect(decode(received(encode(given)))).toEqual({ ...given, data });
      }),
    );
  });

  it('reads other producers tolerantly', () => {
    const headers = {
      CE_ID: 'x',
      Ce_Type: 't',
      ce_source: '/s',
      ce_unknown: 'ignored',
      'Content-Type': 'text/json; a=b',
    };
    expect(decode(received(encode(event), headers))).toEqual({
      id: 'x',
      type: 't',
      source: '/s',
      subject: 'subject-1',
      tenant: '-',
      aggregateVersion: 0,
      time: '2026-01-01T00:00:00.000Z',
      data: { total: '10.00' },
    });
  });

  it("tells whose an event is, in any producer's writing, also when the rest cannot be read", () => {
    const of = (headers: Record<string, string>) => {
      const header = (name: string) => (headers[name] === undefined ? undefined : Buffer.from(headers[name]));
      return tenantOf({ ...received(encode(event), headers), header });
    };
    expect(of({ ce_tenant: 'a' })).toBe('a');
    expect(of({ CE_Tenant: 'a' })).toBe('a');
    expect(of({ ce_tenant: '' })).toBe('-');
    expect(of({})).toBe('-');
  });

  it('takes the trace of the change rather than that of a relay on the way', () => {
    const headers = { ...encode(event).headers, traceparent: 'relay', ce_traceparent: 'change' };
    expect(decode(received(encode(event), headers)).traceparent).toBe('change');
    expect(decode(received(encode(event), { ...headers, ce_traceparent: '' })).traceparent).toBe('relay');
  });

  it.each([
    ['no id', { ce_id: '' }],
    ['another major version', { ce_specversion: '2.0' }],
    ['a version that is no number', { ce_aggregateversion: 'three' }],
    ['data that is not JSON', { 'content-type': 'application/avro' }],
  ])('refuses %s', (_, wrong) => {
    const message = encode(event);
    expect(() => decode(received(message, { ...message.headers, ...wrong }))).toThrow(UndecodableMessage);
  });

  it('refuses a value that is broken', () => {
    expect(() => decode({ ...received(encode(event)), value: Buffer.from('{"total":') })).toThrow(UndecodableMessage);
  });
});
