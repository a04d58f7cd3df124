import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromCursor, toCursor } from './cursor.ts';
import { toPageQuery } from './page-query.ts';

const refused = expect.objectContaining({ kind: 'invalid', code: 'INVALID_INPUT' });
const position = { createdAt: new Date('2025-03-10T12:00:00.123Z'), id: 'a1b-0195a000-0000-7000-8000-000000000000' };

describe('a cursor', () => {
  it('leads back to its place', () => {
    expect(fromCursor(toCursor(position))).toEqual(position);
  });

  it('is refused when any of it was changed', () => {
    const cursor = toCursor(position);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(...'ABCxyz019-_=.'), (at, letter) => {
        const changed = cursor.slice(0, at) + letter + cursor.slice(at + 1);
        fc.pre(changed !== cursor);
        expect(() => fromCursor(changed)).toThrow(refused);
      }),
    );
  });

  it.each(['', 'x', '🙂', Buffer.from('2025|a1b').toString('base64url'), `${toCursor(position)}=`])(
    'is refused as «%s»',
    (text) => {
      expect(() => fromCursor(text)).toThrow(refused);
    },
  );
});

describe('the arguments of invoices', () => {
  it('mean every invoice when there are none', () => {
    const all = { first: 20, after: null, status: null, issuerRfc: null, issuedFrom: null, issuedTo: null };
    expect(toPageQuery({})).toEqual(all);
    expect(toPageQuery({ first: 20, after: null, filter: { status: null, issuer: null } })).toEqual(all);
  });

  it.each([
    { first: 0 },
    { first: 101 },
    { first: -1 },
    { first: 1, after: 'x' },
    { first: 1, filter: { issuer: 'NOBODY' } },
    { first: 1, filter: { issuedFrom: '2025-02-30' } },
    { first: 1, filter: { issuedTo: '2025-03-10T00:00:00' } },
  ])('are refused as %j', (args) => {
    expect(() => toPageQuery(args)).toThrow(refused);
  });

  it('are refused when a scalar is no text', () => {
    const args = { first: 1, filter: { issuer: ['EKU9003173C9'] as unknown as string } };
    expect(() => toPageQuery(args)).toThrow(refused);
  });
});
