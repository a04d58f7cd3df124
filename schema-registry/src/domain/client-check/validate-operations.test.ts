import { describe, expect, it } from '@jest/globals';
import { validateOperations } from './validate-operations.ts';

const apiSdl = 'type Query { a(id: ID): Int  old: Int @deprecated(reason: "ask a") }';
const findings = (body: string) =>
  validateOperations({ apiSdl, operations: [{ name: 'Q', body }] }).map(({ type, code }) => `${type} ${code}`);

describe('an operation of a client', () => {
  it.each([
    ['fits', 'query Q($id: ID) { a(id: $id) }', []],
    ['carries a fragment of others', '{ a } fragment F on Query { old }', ['WARNING DEPRECATED_FIELD']],
    ['asks for what is not there', '{ b }', ['FAILURE INVALID_OPERATION']],
    ['asks for what goes', '{ old c }', ['FAILURE INVALID_OPERATION', 'WARNING DEPRECATED_FIELD']],
    ['is none', '{ a', ['FAILURE NON_PARSEABLE_DOCUMENT']],
    ['is too long', `{ ${'a '.repeat(30_000)} }`, ['FAILURE NON_PARSEABLE_DOCUMENT']],
    ['is too deep', `{ a(id: ${'['.repeat(9_000)}${']'.repeat(9_000)}) }`, ['FAILURE NON_PARSEABLE_DOCUMENT']],
  ])('that %s is told so', (_, body, expected) => {
    expect(findings(body)).toEqual(expected);
  });

  it('names what it is about', () => {
    expect(validateOperations({ apiSdl, operations: [{ name: 'Q', body: '{ b }' }] })).toMatchObject([
      { description: expect.stringContaining('Cannot query field "b" on type "Query".'), operation: { name: 'Q' } },
    ]);
  });
});
