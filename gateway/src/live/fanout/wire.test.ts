import { UndecodableMessage } from '@fiscal/kit/events';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LiveRecord } from '../log/record.ts';
import { decodeHeads, decodeTold, encodeHeads, encodeTold, packRecord } from './wire.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 30 });
const anyHead = fc.record(
  {
    id: anyText,
    type: anyText,
    source: anyText,
    subject: anyText,
    time: anyText,
    aggregateVersion: fc.maxSafeNat(),
    traceparent: anyText,
  },
  { requiredKeys: ['id', 'type', 'source', 'subject', 'time', 'aggregateVersion'] },
);
const anyRecord = fc.record({
  offset: fc.nat(1_000),
  head: fc.option(anyHead, { nil: undefined }),
  text: fc.oneof(fc.json(), anyText),
});

function payloadOf(record: Pick<LiveRecord, 'data'>): unknown {
  try {
    return record.data();
  } catch (error) {
    return error instanceof UndecodableMessage ? 'undecodable' : error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return 'undecodable';
  }
}

describe('what travels over the bus', () => {
  it('is read as it was written, payloads only when they are asked for', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.uniqueArray(anyRecord, { selector: ({ offset }) => offset, maxLength: 5 }),
        (topic, tenant, given) => {
          const records = [...given].sort((a, b) => a.offset - b.offset);
          const packed = records.map(({ offset, head, text }) =>
            packRecord({ offset, head: head && { ...head, tenant }, text: () => text }),
          );
          const told = decodeTold(encodeTold(topic, 3, 0, 1_001, packed as string[]), tenant);
          expect(told).toMatchObject({ topic, partition: 3, to: 1_001 });
          expect(told?.span()).toMatchObject({ from: 0, to: 1_001 });
          const read = told?.span()?.records ?? [];
          expect(read.map(({ offset, head }) => ({ offset, head }))).toEqual(
            records.map(({ offset, head }) => ({ offset, head: head && { ...head, tenant } })),
          );
          expect(read.every((each) => each.tenant === tenant && each.topic === topic)).toBe(true);
          expect(read.map(payloadOf)).toEqual(records.map(({ text }) => parsed(text)));
        },
      ),
    );
  });

  it('is nothing where it was damaged, and never an error', () => {
    const text = encodeTold('orders', 0, 5, 9, [
      packRecord({ offset: 5, head: undefined, text: () => '{}' }) ?? '',
      packRecord({ offset: 7, head: undefined, text: () => '1' }) ?? '',
    ]);
    const cut = fc.nat(text.length - 1).map((length) => text.slice(0, length));
    fc.assert(
      fc.property(fc.oneof(cut, anyText, fc.json()), (damaged) => {
        expect(decodeTold(damaged, 'acme')?.span()).toBeUndefined();
        expect(decodeHeads(damaged)).toBeUndefined();
      }),
    );
  });

  it('holds no record outside of its span, twice or out of order', () => {
    const packed = (offset: number) => packRecord({ offset, head: undefined, text: () => '1' }) ?? '';
    const span = (from: number, to: number, offsets: readonly number[]) =>
      decodeTold(encodeTold('orders', 0, from, to, offsets.map(packed)), 'acme')?.span();
    expect([span(5, 9, [4]), span(5, 9, [9]), span(5, 9, [6, 6]), span(5, 9, [7, 6]), span(9, 5, [])]).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
    expect(span(5, 9, [5, 8])).toBeDefined();
  });

  it('tells heads as they were written', () => {
    const heads = [{ topic: 'orders', partition: 1, from: 3, to: 12, lately: [['acme', 11] as const] }];
    expect(decodeHeads(encodeHeads('one', heads))).toEqual({ owner: 'one', heads });
    expect(decodeHeads('["one",[["orders",0,7,5,[]]]]')).toBeUndefined();
    expect(decodeHeads('["one",[["orders",0,5,7,[["acme"]]]]]')).toBeUndefined();
  });

  it('leaves out a payload that has no text', () => {
    expect(packRecord({ offset: 1, head: undefined, text: () => undefined })).toBeUndefined();
    expect(packRecord({ offset: 1, head: undefined })).toBeUndefined();
  });
});
