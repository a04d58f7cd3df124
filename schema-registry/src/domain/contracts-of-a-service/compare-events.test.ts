import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { compareEvents } from './compare-events.ts';
import { eventRules } from './event-breaks.ts';

const file = 'fiscal.invoice.rejected.v1.json';

function rules(before: unknown, after: unknown): string[] {
  return compareEvents({ before: { [file]: before }, after: { [file]: after } }).map(({ rule }) => rule);
}

const text = { type: 'string' };
const event = (properties: object, required: string[] = [], more: object = {}) => ({
  type: 'object',
  properties,
  required,
  ...more,
});

describe('a change of an event schema', () => {
  it.each([
    ['the same', event({ a: text }, ['a']), event({ a: text }, ['a']), []],
    ['adds a property', event({}), event({ a: text }), []],
    ['drops one that was required', event({ a: text }, ['a']), event({}), ['EVENT_PROPERTY_REMOVED']],
    ['drops one that was not', event({ a: text }), event({}), ['EVENT_OPTIONAL_PROPERTY_REMOVED']],
    ['may leave one out', event({ a: text }, ['a']), event({ a: text }), ['EVENT_PROPERTY_MADE_OPTIONAL']],
    ['requires one', event({ a: text }), event({ a: text }, ['a']), ['EVENT_PROPERTY_REQUIRED']],
    ['changes a type', event({ a: text }), event({ a: { type: 'number' } }), ['EVENT_TYPE_CHANGED']],
    ['may be null', event({ a: text }), event({ a: { type: ['string', 'null'] } }), ['EVENT_TYPE_CHANGED']],
    ['is null no more', event({ a: { type: ['string', 'null'] } }), event({ a: text }), ['EVENT_TYPE_NARROWED']],
    ['sends fractions', { type: 'integer' }, { type: 'number' }, ['EVENT_TYPE_CHANGED']],
    ['sends no fractions', { type: 'number' }, { type: 'integer' }, ['EVENT_TYPE_NARROWED']],
    ['has a new value', { enum: ['A'] }, { enum: ['A', 'B'] }, ['EVENT_ENUM_VALUE_ADDED']],
    ['has a value less', { enum: ['A', 'B'] }, { const: 'A' }, ['EVENT_ENUM_VALUE_REMOVED']],
    ['may be shorter', { minLength: 2 }, { minLength: 1 }, ['EVENT_CONSTRAINT_LOOSENED']],
    ['must be shorter', {}, { maxLength: 9 }, ['EVENT_CONSTRAINT_TIGHTENED']],
    ['has no pattern', { pattern: 'a' }, {}, ['EVENT_CONSTRAINT_LOOSENED']],
    ['takes nothing more', event({}), event({}, [], { additionalProperties: false }), ['EVENT_SCHEMA_CLOSED']],
    [
      'adds to what was closed',
      event({}, [], { additionalProperties: false }),
      event({ a: text }),
      ['EVENT_CLOSED_SCHEMA_EXTENDED'],
    ],
    ['changes what it lists', { items: text }, { items: { type: 'null' } }, ['EVENT_TYPE_CHANGED']],
    ['has one more way', { oneOf: [text] }, { oneOf: [text, { type: 'null' }] }, ['EVENT_ALTERNATIVE_ADDED']],
    ['has one way less', { oneOf: [text, { type: 'null' }] }, { oneOf: [text] }, ['EVENT_ALTERNATIVE_REMOVED']],
    ['has one of the ways', { anyOf: [text, { type: 'null' }] }, text, ['EVENT_TYPE_NARROWED']],
    ['refers to nowhere', text, { ...text, $ref: 'gone.json' }, ['EVENT_REFERENCE_UNKNOWN']],
  ])('that %s', (_, before, after, expected) => {
    expect(rules(before, after)).toEqual(expected);
  });

  it('is found behind references, in this file and in others, and said of the event', () => {
    const state = (status: object) => event({ status }, ['status'], { $defs: { id: text } });
    const of = (status: object, id: object) => ({
      [file]: { $ref: 'state.json', properties: { id: { $ref: '#/$defs/id' } }, $defs: { id } },
      'state.json': state(status),
    });
    expect(
      compareEvents({ before: of({ enum: ['A'] }, text), after: of({ enum: ['A', 'B'] }, { type: 'null' }) }),
    ).toEqual([
      { rule: 'EVENT_TYPE_CHANGED', at: `${file}#/properties/id`, message: expect.stringContaining('may now be null') },
      {
        rule: 'EVENT_ENUM_VALUE_ADDED',
        at: `${file}#/properties/status`,
        message: `${file}#/properties/status may now be "B", which readers do not know`,
      },
    ]);
  });

  it('is compared once where a schema contains itself', () => {
    const tree = (name: object) => event({ name, children: { items: { $ref: '#' } } }, ['name']);
    expect(rules(tree(text), tree({ type: 'number' }))).toContain('EVENT_TYPE_CHANGED');
    expect(rules(tree(text), tree(text))).toEqual([]);
  });

  it('that takes an event away breaks its readers', () => {
    expect(compareEvents({ before: { [file]: text }, after: {} })).toMatchObject([{ rule: 'EVENT_REMOVED', at: file }]);
  });
});

type Json = Record<string, unknown>;
const leaf = fc.oneof(
  fc.subarray(['string', 'integer', 'null', 'boolean'], { minLength: 1 }).map((type): Json => ({ type })),
  fc.subarray(['A', 'B', 'C'], { minLength: 1 }).map((values): Json => ({ enum: values })),
  fc.record({ type: fc.constant('string'), minLength: fc.nat(3), maxLength: fc.integer({ min: 3, max: 5 }) }),
  fc.record({ type: fc.constant('number'), minimum: fc.integer({ min: -3, max: 3 }) }),
);
const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc
      .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema')), fc.subarray(['a', 'b', 'c']))
      .map(([properties, names]) =>
        event(
          properties,
          names.filter((each) => each in properties),
        ),
      ),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((anyOf): Json => ({ anyOf })),
  ),
}));

/** Values that a producer sends by a schema of the kinds above: what is declared, and nothing else. */
function sent(of: Json): fc.Arbitrary<unknown> {
  if (Array.isArray(of.anyOf)) return fc.oneof(...of.anyOf.map(sent));
  if (Array.isArray(of.enum)) return fc.constantFrom(...of.enum);
  const types = Array.isArray(of.type) ? of.type : [of.type];
  return fc.oneof(...types.map((type: unknown) => sentAs(type, of)));
}

function sentAs(type: unknown, of: Json): fc.Arbitrary<unknown> {
  const {
    minLength = 0,
    maxLength = 5,
    minimum = -9,
    properties = {},
    required = [],
    items = {},
  } = of as {
    minLength?: number;
    maxLength?: number;
    minimum?: number;
    properties?: Record<string, Json>;
    required?: string[];
    items?: Json;
  };
  if (type === 'string') return fc.string({ minLength, maxLength, unit: 'grapheme-ascii' });
  if (type === 'number') return fc.double({ min: minimum, max: 9, noNaN: true });
  if (type === 'integer') return fc.integer({ min: -9, max: 9 });
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') return fc.array(sent(items), { maxLength: 3 });
  if (type === 'null') return fc.constant(null);
  const fields = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, sent(each)]));
  return fc.record(fields, { requiredKeys: required });
}

/** Takes parts of the one and parts of the other, so that many pairs differ only here and there. */
function blend(left: Json, right: Json, choices: readonly boolean[]): Json {
  if (left.type !== 'object' || right.type !== 'object') return choices[0] ? right : left;
  const { properties: a, required } = left as { properties: Record<string, Json>; required: string[] };
  const { properties: b } = right as { properties: Record<string, Json> };
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const pick = (name: string, at: number) =>
    choices[at % choices.length] ? (b[name] ?? a[name]) : (a[name] ?? b[name]);
  return event(Object.fromEntries(names.map((name, at) => [name, pick(name, at)])), required);
}

describe('a change that is let through', () => {
  const pair = fc
    .tuple(schema, schema, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }))
    .map(([left, right, choices]) => ({ before: left, after: blend(left, right, choices) }));
  const validate = (of: Json) => new Ajv2020({ strict: false, logger: false }).compile(of);

  it('leaves every new event readable by the schema before', () => {
    const property = fc.property(
      pair.chain(({ before, after }) =>
        fc.record({ before: fc.constant(before), after: fc.constant(after), value: sent(after) }),
      ),
      ({ before, after, value }) => {
        fc.pre(!rules(before, after).some((each) => eventRules[each as keyof typeof eventRules] === 'ERROR'));
        return validate(before)(value);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });

  it('without a word, leaves every stored event readable by the new schema', () => {
    const property = fc.property(
      pair.chain(({ before, after }) =>
        fc.record({ before: fc.constant(before), after: fc.constant(after), value: sent(before) }),
      ),
      ({ before, after, value }) => {
        fc.pre(rules(before, after).length === 0);
        return validate(after)(value);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });

  it('is none of a schema with itself', () => {
    fc.assert(fc.property(schema, (each) => rules(each, structuredClone(each)).length === 0));
  });
});
