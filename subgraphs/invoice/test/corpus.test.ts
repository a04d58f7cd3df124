import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Refusal } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { readDocument } from '../src/domain/validation/read-document.ts';
import { readEnvelope } from '../src/domain/validation/read-envelope.ts';
import { finish } from '../src/domain/validation/sliced.ts';
import { validate } from '../src/domain/validation/validate.ts';

type Entry = { readonly path: string; readonly verdict: 'valid' | 'invalid'; readonly expect: readonly string[] };

const beside = new URL('../../../../shared/data/cfdi/', import.meta.url);
const folder = process.env.CFDI_CORPUS ? pathToFileURL(`${process.env.CFDI_CORPUS}/`) : beside;
const corpus = new URL('open/', folder);
const manifest = new URL('manifest.json', corpus);
const present = existsSync(manifest);
const files: readonly Entry[] = present ? JSON.parse(readFileSync(manifest, 'utf8')).files : [];

/** The refusal at receipt or the findings of the rules; empty when the document is good. */
function codesOf({ path }: Entry): readonly string[] {
  const bytes = readFileSync(new URL(path, corpus));
  try {
    finish(readEnvelope(bytes));
  } catch (error) {
    if (error instanceof Refusal) return [error.code];
    throw error;
  }
  return validate(finish(readDocument(bytes))).map(({ code }) => code);
}

const among = (verdict: Entry['verdict'], policy: boolean) =>
  files.filter((file) => file.verdict === verdict && file.expect.some((code) => code.startsWith('policy:')) === policy);

/** Families of rules that this validation does not know yet; everything else among the invalid ones must be caught. */
const notYet = [
  ...['invalid/e', 'invalid/t01', 'invalid/t02', 'invalid/p', 'invalid/x05', 'invalid/x17', 'invalid/x22'],
  ...['invalid/r1', 'invalid/r2', 'invalid/r3', 'invalid/r4', 'invalid/r5'],
];
const caughtAnyway = ['invalid/e01', 'invalid/r10'];
const belongsTo = (names: readonly string[]) => (file: Entry) => names.some((name) => file.path.startsWith(name));

const describeCorpus = present ? describe : describe.skip;

describeCorpus('the corpus of documents nobody here wrote (CFDI_CORPUS)', () => {
  it('has its valid documents pass', () => {
    const good = among('valid', false);
    expect(good.length).toBeGreaterThanOrEqual(11);
    expect(good.flatMap((file) => codesOf(file).map((code) => `${file.path} ${code}`))).toEqual([]);
  });

  it('has documents that are valid but not stamped rejected for that alone, since an archive takes stamped ones', () => {
    const unstamped = among('valid', true);
    expect(unstamped.map((file) => file.path)).toContain('valid/v09-unstamped.xml');
    expect(new Set(unstamped.flatMap(codesOf))).toEqual(new Set(['CFDI_STAMP_MISSING']));
  });

  it('has every invalid document of the families that are checked caught, and none crash', () => {
    const invalid = files.filter((file) => file.verdict === 'invalid');
    const caught = invalid.filter((file) => codesOf(file).length > 0);
    const due = invalid.filter((file) => !belongsTo(notYet)(file) || belongsTo(caughtAnyway)(file));
    expect(due.filter((file) => !caught.includes(file)).map(({ path }) => path)).toEqual([]);
    expect(caught.length).toBeGreaterThanOrEqual(40);
  });

  it.each([
    ['invalid/s01-xxe-file.xml', 'XML_DOCTYPE'],
    ['invalid/s02-billion-laughs.xml', 'XML_DOCTYPE'],
    ['invalid/w06-truncated.xml', 'DOCUMENT_UNREADABLE'],
    ['invalid/w08-latin1-bytes-declared-utf8.xml', 'DOCUMENT_UNREADABLE'],
    ['invalid/d01-version-4.1.xml', 'CFDI_VERSION'],
    ['invalid/d02-namespace-cfd3.xml', 'CFDI_ROOT'],
    ['invalid/x01-missing-exportacion.xml', 'CFDI_ATTRIBUTE_MISSING'],
    ['invalid/t04-uuid-malformed.xml', 'CFDI_UUID_INVALID'],
    ['invalid/r01-total.xml', 'CFDI_TOTALS'],
    ['invalid/r04-subtotal.xml', 'CFDI_TOTALS'],
    ['invalid/r08-discount-missing.xml', 'CFDI_TOTALS'],
  ])('has %s found %s', (path, code) => {
    expect(codesOf({ path, verdict: 'invalid', expect: [] })).toEqual([code]);
  });
});
