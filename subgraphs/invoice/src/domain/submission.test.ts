import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checksumOf, decodeBase64, maxDocumentBytes, verifyChecksum } from './content.ts';
import { checkParties } from './parties.ts';
import { checkSubmission } from './submission.ts';

const code = (value: string) => expect.objectContaining({ kind: 'invalid', code: value });
const nothing = { content: null, url: null, checksum: null, idempotencyKey: null };
const checksum = 'a'.repeat(64);

describe('a submission', () => {
  it('is a content or a URL with its checksum', () => {
    expect(checkSubmission({ ...nothing, content: 'x' })).toEqual({
      content: 'x',
      checksum: null,
      idempotencyKey: null,
    });
    expect(checkSubmission({ ...nothing, url: 'https://a', checksum })).toEqual({
      url: 'https://a',
      checksum,
      idempotencyKey: null,
    });
  });

  it.each([
    ['neither', nothing, 'INVALID_INPUT'],
    ['both', { ...nothing, content: 'x', url: 'y', checksum }, 'INVALID_INPUT'],
    ['a URL alone', { ...nothing, url: 'https://a' }, 'CHECKSUM_REQUIRED'],
    ['a checksum of another kind', { ...nothing, content: 'x', checksum: 'abc' }, 'INVALID_INPUT'],
    ['an empty key', { ...nothing, content: 'x', idempotencyKey: '' }, 'INVALID_INPUT'],
    ['a key that is too long', { ...nothing, content: 'x', idempotencyKey: 'k'.repeat(129) }, 'INVALID_INPUT'],
    ['a key that no database holds', { ...nothing, content: 'x', idempotencyKey: 'a\u0000b' }, 'INVALID_INPUT'],
  ])('is refused with %s', (_, input, expected) => {
    expect(() => checkSubmission(input)).toThrow(code(expected));
  });
});

describe('base64', () => {
  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) =>
        expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(Buffer.from(bytes)),
      ),
    );
  });

  it.each(['YQ', 'YQ=', 'YR==', 'Y Q==', 'YQ==\n', 'Y-_=', '====', 'é'])('refuses «%s»', (text) => {
    expect(() => decodeBase64(text)).toThrow(code('INVALID_BASE64'));
  });

  it('refuses more than the cap, before and after decoding', () => {
    expect(() => decodeBase64('A'.repeat(Math.ceil(maxDocumentBytes / 3) * 4 + 4))).toThrow(code('DOCUMENT_TOO_LARGE'));
    expect(() => decodeBase64(Buffer.alloc(maxDocumentBytes + 1).toString('base64'))).toThrow(
      code('DOCUMENT_TOO_LARGE'),
    );
    expect(decodeBase64(Buffer.alloc(maxDocumentBytes).toString('base64'))).toHaveLength(maxDocumentBytes);
  });
});

describe('a checksum', () => {
  it('is compared whatever its case, and only when given', () => {
    const actual = checksumOf(Buffer.from('a'));
    expect(actual).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb');
    expect(() => verifyChecksum(actual.toUpperCase(), actual)).not.toThrow();
    expect(() => verifyChecksum(null, actual)).not.toThrow();
    expect(() => verifyChecksum('0'.repeat(64), actual)).toThrow(code('CHECKSUM_MISMATCH'));
  });
});

describe('the parties', () => {
  it.each([
    [['A'], []],
    [['B'], []],
    [['C'], ['NOT_A_PARTY']],
    [[], ['NOT_A_PARTY']],
  ])('of A to B, for one who owns %j', (owned, expected) => {
    expect(checkParties('A', 'B', owned).map((finding) => finding.code)).toEqual(expected);
  });

  it('may lack a receiver', () => {
    expect(checkParties('A', null, ['B'])).toHaveLength(1);
  });
});
