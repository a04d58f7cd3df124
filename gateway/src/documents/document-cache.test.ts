import { Refusal } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import type { DocumentFacts, DocumentKey, ReadOutcome, Variant } from '../compiler/contract.ts';
import type { Executable } from '../execution/executable.ts';
import { createDocuments, type Documents } from './document-cache.ts';

const facts: DocumentFacts = {
  type: 'query',
  name: undefined,
  rules: [],
  labels: [],
  subscriptionField: undefined,
  introspects: false,
  maxAgeSeconds: 0,
};
const plain: Variant = { granted: [], labels: [] };
const executableOf = (source: string): Executable => ({
  source,
  coerce: () => ({ variables: {} }),
  rootArguments: () => ({}),
  estimate: () => 0,
  guarded: () => undefined,
  asks: true,
  followsUp: false,
  run: async () => ({ data: '{}', errors: [] }),
});

describe('the documents of a graph', () => {
  const readings: DocumentKey[] = [];
  const compilings: (Variant & DocumentKey)[] = [];
  let outcome: () => ReadOutcome = () => ({ facts });
  let source: () => string = () => 'code';
  const create = (): Documents => {
    readings.length = 0;
    compilings.length = 0;
    outcome = () => ({ facts });
    source = () => 'code';
    const read = async (key: DocumentKey) => {
      readings.push(key);
      return outcome();
    };
    const compile = async (key: DocumentKey, variant: Variant) => {
      compilings.push({ ...key, ...variant });
      return executableOf(source());
    };
    return createDocuments({ read }, compile);
  };
  const document = async (documents: Documents, text: string, name?: string) => {
    const found = await documents.find(text, name);
    if ('faults' in found) throw new Error('the document has faults');
    return found;
  };

  it('reads a document once, however many ask at once, and gives it without waiting from then on', async () => {
    const documents = create();
    const [a, b] = await Promise.all([documents.find('{ a }', undefined), documents.find('{ a }', undefined)]);
    expect(a).toBe(b);
    expect(documents.find('{ a }', undefined)).toBe(a);
    expect(readings).toHaveLength(1);
  });

  it('takes no name and text for another name and text', async () => {
    const documents = create();
    outcome = () => ({ faults: [{ code: 'BAD_REQUEST', message: 'no' }] });
    await documents.find('query a { a }', '1:a');
    await documents.find('aquery a { a }', '1:');
    await documents.find('-{ a }', undefined);
    outcome = () => ({ facts });
    await document(documents, 'query a { a }', 'a');
    await document(documents, 'query a { a }');
    expect(readings).toHaveLength(5);
  });

  it('keeps documents with faults, and lets no number of them push out a good one', async () => {
    const documents = create();
    const good = await document(documents, '{ good }');
    outcome = () => ({ faults: [{ code: 'GRAPHQL_PARSE_FAILED', message: 'no' }] });
    for (let index = 0; index < 2_000; index++) await documents.find(`{ ${index}`, undefined);
    await documents.find('{ 1999', undefined);
    expect(readings).toHaveLength(2_001);
    expect(documents.find('{ good }', undefined)).toBe(good);
    await documents.find('{ 0', undefined);
    expect(readings).toHaveLength(2_002);
  });

  it('asks again for what could not be read or compiled at the moment', async () => {
    const documents = create();
    outcome = () => {
      throw new Refusal('unavailable', 'PLANNING_OVERLOADED', 'later');
    };
    await expect(documents.find('{ a }', undefined)).rejects.toMatchObject({ code: 'PLANNING_OVERLOADED' });
    outcome = () => ({ facts });
    const found = await document(documents, '{ a }');
    source = () => {
      throw new Refusal('unavailable', 'PLANNING_TIMEOUT', 'later');
    };
    await expect(found.prepare(plain)).rejects.toMatchObject({ code: 'PLANNING_TIMEOUT' });
    source = () => 'code';
    expect((await found.prepare(plain)).source).toBe('code');
    expect([readings, compilings].map(({ length }) => length)).toEqual([2, 2]);
  });

  it('compiles each variant once, and remembers what can never be compiled', async () => {
    const found = await document(create(), '{ a }');
    const granted: Variant = { granted: [true, false], labels: ['b', 'a'] };
    const [one, same] = await Promise.all([
      found.prepare(granted),
      found.prepare({ granted: [true, false], labels: ['a', 'b'] }),
    ]);
    expect(one).toBe(same);
    expect(found.prepare(granted)).toBe(one);
    expect(await found.prepare({ granted: [false, true], labels: [] })).not.toBe(one);
    source = () => {
      throw new Refusal('invalid', 'QUERY_TOO_LARGE', 'no');
    };
    for (const _ of ['first', 'again']) {
      await expect(found.prepare(plain)).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' });
    }
    expect(compilings).toHaveLength(3);
    expect(found.variants()).toHaveLength(2);
  });

  it('holds no more code than it may, the latest used of it', async () => {
    const documents = create();
    source = () => 'x'.repeat(1_000_000);
    const first = await document(documents, '{ first }');
    await first.prepare(plain);
    for (let index = 0; index < 60; index++) await (await document(documents, `{ a${index} }`)).prepare(plain);
    const names = documents.recent().map(({ key }) => key.text);
    expect(names[0]).toBe('{ a59 }');
    expect(names.length).toBeLessThan(40);
    for (let index = 0; index < 100; index++) {
      await first.prepare({ granted: [], labels: [`${index}`] });
    }
    expect(first.bytes()).toBeLessThanOrEqual(8_000_000);
  });

  it('holds no more code of a text with many operations than of many texts', async () => {
    const documents = create();
    source = () => 'x'.repeat(200_000);
    let most = 0;
    for (let index = 0; index < 100; index++) {
      await (await document(documents, 'many', `a${index}`)).prepare(plain);
      most = Math.max(most, documents.recent().length);
    }
    expect(most).toBeGreaterThan(10);
    expect(most * 800_000).toBeLessThan(14_000_000);
  });
});
