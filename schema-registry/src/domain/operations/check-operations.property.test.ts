import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, parse, print, validate, visit } from 'graphql';
import { randomOperation } from '../../../test/random-operations.ts';
import { schemaPairs } from '../../../test/random-schemas.ts';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { checkOperations } from './check-operations.ts';

const cases = fc.tuple(schemaPairs, fc.array(fc.nat(1000), { minLength: 5, maxLength: 60 }));
const runs = { numRuns: 300 };

/** What a check says of an operation, and what graphql-js says of it with either schema. */
function judge({ from, to }: { readonly from: string; readonly to: string }, choices: readonly number[]) {
  const [before, after] = [from, to].map((sdl) => buildSchema(sdl, { assumeValid: true, assumeValidSDL: true }));
  const document = before ? randomOperation(before, choices) : '';
  const errorsOf = (schema: typeof before) => (schema ? validate(schema, parse(document)) : []);
  const changes = diffSchemas({ from, to });
  const check = (text: string, literals: 'kept' | 'emptied') => {
    const found = checkOperations({ from, to, changes, operations: [{ id: 'one', document: text, literals }] });
    expect(found.unreadable).toEqual([]);
    return { broken: found.broken[0], potentially: found.potentially[0]?.changes ?? [] };
  };
  return { document, changes, check, before: errorsOf(before), after: errorsOf(after) };
}

/** What variables hold validation does not see. */
const bySent = /^What the variables/;

it('breaks a document exactly when graphql-js takes it with the old schema and not with the new one', () => {
  fc.assert(
    fc.property(cases, ([pair, choices]) => {
      const { document, check, before, after } = judge(pair, choices);
      fc.pre(before.length === 0);
      const errors = check(document, 'kept').broken?.errors.filter(({ message }) => !bySent.test(message)) ?? [];
      expect([document, errors.length > 0]).toEqual([document, after.length > 0]);
    }),
    runs,
  );
});

it('never breaks a signature whose document both schemas take, and never passes over one that breaks', () => {
  fc.assert(
    fc.property(cases, ([pair, choices]) => {
      const { document, check, before, after } = judge(pair, choices);
      fc.pre(before.length === 0);
      const { broken, potentially } = check(emptied(document), 'emptied');
      if (after.length > 0) expect([document, Boolean(broken) || potentially.length > 0]).toEqual([document, true]);
      else expect(broken?.errors.filter(({ message }) => !bySent.test(message)) ?? []).toEqual([]);
    }),
    runs,
  );
});

it('knows the changes behind whatever it breaks', () => {
  fc.assert(
    fc.property(cases, ([pair, choices]) => {
      const { document, check, changes } = judge(pair, choices);
      const { broken } = check(document, 'kept');
      if (broken) expect([document, broken.errors, broken.changes.length > 0]).toEqual([document, broken.errors, true]);
      const known = new Set(changes.map(({ fingerprint }) => fingerprint));
      expect(broken?.changes.every((fingerprint) => known.has(fingerprint)) ?? true).toBe(true);
    }),
    runs,
  );
});

/** As signatures are. */
function emptied(document: string): string {
  return print(
    visit(parse(document), {
      StringValue: (node) => ({ ...node, value: '' }),
      IntValue: (node) => ({ ...node, value: '0' }),
      FloatValue: (node) => ({ ...node, value: '0' }),
      ListValue: (node) => ({ ...node, values: [] }),
      ObjectValue: (node) => ({ ...node, fields: [] }),
    }),
  );
}
