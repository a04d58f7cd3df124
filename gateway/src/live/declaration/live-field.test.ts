import type { UserIdentity } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import type { GivenField, LiveDeclaration, ValueType } from '../../compiler/live/declaration.ts';
import type { EventHead } from '../log/record.ts';
import { createLiveField } from './live-field.ts';

const id: ValueType = { kind: 'leaf', name: 'ID', required: true };
const given = (name: string, type: ValueType): GivenField => ({ name, path: ['data', name], type });

const declaration: LiveDeclaration = {
  name: 'changed',
  topics: [['orders']],
  types: ['order.v1'],
  entities: [{ typename: 'Order', key: [['id']], fields: [given('id', id)] }],
  typename: undefined,
  filter: undefined,
  overflow: 'drop',
  isPublic: false,
};

const head: EventHead = {
  id: 'e',
  type: 'order.v1',
  source: '/orders',
  subject: 's',
  tenant: 'a',
  aggregateVersion: 1,
  time: '2026-01-01T00:00:00Z',
};

const caller: UserIdentity = {
  kind: 'user',
  via: 'gateway',
  userId: 'u',
  tenantId: 'a',
  roles: ['viewer'],
  tier: 'free',
  sessionId: 's',
  scopes: [],
};

describe('an event', () => {
  const read = (fields: readonly GivenField[], data: unknown) =>
    createLiveField({ ...declaration, entities: [{ typename: 'Order', key: [['id']], fields }] }).read(head, data);

  it('gives the entity, and its key as a text', () => {
    const { entity, key, event } = read([given('id', id)], { id: 7, more: true });
    expect(entity).toEqual({ __typename: 'Order', id: '7' });
    expect(key).toBe('["Order","7"]');
    expect(event).toEqual({ head, data: { id: 7, more: true } });
  });

  it('may give an attribute, and objects that are put together of several places', () => {
    const fields: GivenField[] = [
      { name: 'id', path: ['subject'], type: id },
      { name: 'owner', fields: [{ name: 'id', path: ['data', 'deep', 'owner'], type: id }] },
    ];
    expect(read(fields, { deep: { owner: 'o' } }).entity).toEqual({
      __typename: 'Order',
      id: 's',
      owner: { id: 'o' },
    });
  });

  it('says where it lacks what the field needs', () => {
    for (const data of [{}, { id: null }, null, 'text', [], { id: {} }, { id: 1.5 }, Object.create({ id: '1' })])
      expect(() => read([given('id', id)], data)).toThrow('data.id');
  });

  it('is held against what the schema says of each value', () => {
    const leaf = (name: 'Int' | 'String' | 'Float' | 'Boolean' | 'any'): ValueType => ({
      kind: 'leaf',
      name,
      required: false,
    });
    const check = (type: ValueType, value: unknown) => read([given('id', id), given('x', type)], { id: 'i', x: value });
    const fits: [ValueType, unknown][] = [
      [leaf('Int'), 2],
      [leaf('Float'), 2.5],
      [leaf('String'), ''],
      [leaf('Boolean'), false],
      [leaf('any'), { any: [] }],
      [leaf('Int'), null],
      [{ kind: 'enum', values: ['A'], required: true }, 'A'],
      [{ kind: 'object', required: true }, { a: 1 }],
      [{ kind: 'list', item: leaf('Int'), required: true }, [1, null]],
    ];
    for (const [type, value] of fits) expect(check(type, value).entity).toMatchObject({ x: value });
    const faulty: [ValueType, unknown][] = [
      [leaf('Int'), 2 ** 31],
      [leaf('Int'), '2'],
      [leaf('Float'), 'x'],
      [leaf('String'), 1],
      [leaf('Boolean'), 0],
      [{ kind: 'enum', values: ['A'], required: false }, 'B'],
      [{ kind: 'object', required: false }, []],
      [{ kind: 'list', item: leaf('Int'), required: false }, 1],
      [{ kind: 'list', item: { ...leaf('Int'), required: true }, required: false }, [1, null]],
    ];
    for (const [type, value] of faulty) expect(() => check(type, value)).toThrow('data.x');
  });

  it('says which of several types it tells of', () => {
    const { read: readOne } = createLiveField({
      ...declaration,
      typename: ['data', 'kind'],
      entities: [
        { typename: 'Order', key: [['id']], fields: [given('id', id)] },
        { typename: 'Person', key: [['mail']], fields: [given('mail', id)] },
      ],
    });
    expect(readOne(head, { kind: 'Person', mail: 'm' }).entity).toEqual({ __typename: 'Person', mail: 'm' });
    for (const kind of ['Nobody', undefined, 'constructor']) expect(() => readOne(head, { kind })).toThrow('data.kind');
  });
});

describe('topics', () => {
  const topics = (args: Readonly<Record<string, unknown>>) =>
    createLiveField({
      ...declaration,
      topics: [['all'], ['orders-', { of: 'args', path: ['in', 'region'] }]],
    }).topics(args);

  it('may depend on arguments', () => {
    expect(topics({ in: { region: 'north' } })).toEqual(['all', 'orders-north']);
    expect(topics({ in: { region: 7 } })).toEqual(['all', 'orders-7']);
  });

  it('are refused where arguments make none', () => {
    for (const region of [undefined, null, 'a b', 'a/b', 'x'.repeat(250), {}, '\n'])
      expect(() => topics({ in: { region } })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    expect(() => topics({})).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});

describe('the filter of a field', () => {
  it('tells whether it looks at who asks', () => {
    const filter = (of: 'args' | 'caller'): LiveDeclaration['filter'] => ({
      kind: 'not',
      condition: { kind: 'in', path: ['data', 'x'], constants: [], templates: [[{ of, path: ['userId'] }]] },
    });
    expect(createLiveField(declaration).looksAtCaller).toBe(false);
    expect(createLiveField({ ...declaration, filter: filter('args') }).looksAtCaller).toBe(false);
    const field = createLiveField({ ...declaration, filter: filter('caller') });
    expect(field.looksAtCaller).toBe(true);
    const reading = field.read(head, { id: 'i', x: 'u' });
    expect(field.matcher({}, caller)(reading)).toBe(false);
    expect(field.matcher({}, { ...caller, userId: 'another' })(reading)).toBe(true);
  });
});
