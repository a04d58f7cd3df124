import { describe, expect, it } from '@jest/globals';
import { compose, linkFederation } from '../../../test/compose.ts';
import { liveDirective } from '../../../test/live-directive.ts';
import { loadSupergraph } from '../graph/load-supergraph.ts';
import { filterBounds } from './read-condition.ts';
import { readLiveFields } from './read-live-fields.ts';

const orders = `${linkFederation('@key', '@shareable')}
  type Query { orders: [Order] }
  type Order @key(fields: "id") { id: ID! total: Int @shareable }`;

const order = 'type Order @key(fields: "id", resolvable: false) { id: ID! }';

/** Reads the live fields of a graph with orders and one subgraph of events. */
function read(events: string, publicFields?: readonly string[], directive = liveDirective()) {
  const head = linkFederation('@key', '@shareable', '@external', '@interfaceObject', '@composeDirective');
  const sdl = compose({ orders, events: `${head}${directive}${events}` }).replace('http://events', 'kafka:events');
  const { supergraph, subgraphs } = loadSupergraph(sdl);
  return readLiveFields(supergraph, subgraphs, publicFields);
}

function faultsOf(events: string): readonly string[] {
  try {
    read(events);
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

const live = (more = '', args = '') =>
  `type Subscription { changed${args}: Order @live(topics: ["orders"], fields: { id: "data.id" }${more}) } ${order}`;

describe('a live field', () => {
  it('says what feeds it', () => {
    expect(read(live(', types: ["a.v1"], overflow: COALESCE'))).toEqual([
      {
        name: 'changed',
        topics: [['orders']],
        types: ['a.v1'],
        entities: [
          {
            typename: 'Order',
            key: [['id']],
            fields: [{ name: 'id', path: ['data', 'id'], type: { kind: 'leaf', name: 'ID', required: true } }],
          },
        ],
        typename: undefined,
        filter: undefined,
        overflow: 'coalesce',
        isPublic: false,
      },
    ]);
  });

  it('is public where the schema or the settings say so, and nowhere else', () => {
    expect(read(live())[0]?.isPublic).toBe(false);
    expect(read(live(), ['another'])[0]?.isPublic).toBe(false);
    expect(read(live(', public: true'))[0]?.isPublic).toBe(true);
    expect(read(live(), ['changed'])[0]?.isPublic).toBe(true);
  });

  it('is found under another name of the directive', () => {
    const renamed = liveDirective('hear');
    const events = `type Subscription { changed: Order @hear(topics: "orders", fields: { id: "subject" }) } ${order}`;
    expect(read(events, [], renamed)).toMatchObject([{ name: 'changed', topics: [['orders']] }]);
  });

  it('puts an entity together of nested keys, lists and objects', () => {
    const [field] = read(`
      type Subscription {
        moved: Box @live(topics: ["boxes"], fields: { at: { shelf: "data.shelf" }, tags: "data.tags", size: "data.size" })
      }
      type Box @key(fields: "at { shelf }", resolvable: false) { at: Place! tags: [String!] size: Size }
      type Place { shelf: Int! }
      type Size { width: Int }`);
    expect(field?.entities[0]).toEqual({
      typename: 'Box',
      key: [['at', 'shelf']],
      fields: [
        {
          name: 'at',
          fields: [{ name: 'shelf', path: ['data', 'shelf'], type: { kind: 'leaf', name: 'Int', required: true } }],
        },
        {
          name: 'tags',
          path: ['data', 'tags'],
          type: { kind: 'list', item: { kind: 'leaf', name: 'String', required: true }, required: false },
        },
        { name: 'size', path: ['data', 'size'], type: { kind: 'object', required: false } },
      ],
    });
  });

  it('may tell of one of several types', () => {
    const events = (fields: string) => `
      type Subscription { any: Thing @live(topics: ["things"], fields: { ${fields} }) }
      union Thing = Order | Person
      ${order} type Person @key(fields: "email", resolvable: false) { email: String! }`;
    const fields = 'id: "data.id", email: "data.mail"';
    const [field] = read(events(`__typename: "data.kind", ${fields}`));
    expect(field).toMatchObject({
      typename: ['data', 'kind'],
      entities: [{ typename: 'Order' }, { typename: 'Person' }],
    });
    expect(faultsOf(events(fields))).toEqual([
      'Subscription.any: fields needs __typename, since Thing is one of several types',
    ]);
  });
});

describe('a live field is refused', () => {
  it('with everything that is wrong, all at once', () => {
    expect(
      faultsOf(`
        type Subscription {
          a(x: Int): Order @live(topics: ["no topic"], fields: { id: "data" }, filter: { IN: { field: "id.x", values: ["{{ args.y }}"] } })
          b: Order
          c: [Order!]! @live(topics: ["orders"], fields: { id: "data.id" })
          d: Int @live(topics: ["orders"], fields: {})
        }
        ${order}`),
    ).toEqual([
      'Subscription.a: "no topic" is no name of a topic',
      'Subscription.a: "id.x" is no place in an event: data.<name>…, or one of id, type, source, subject, tenant, aggregateVersion, time',
      'Subscription.a: {{ args.y }}: the field has no argument y',
      'Subscription.a: Order.id: "data" is no place in an event: data.<name>…, or one of id, type, source, subject, tenant, aggregateVersion, time',
      'Subscription.b: nothing says which events feed it',
      'Subscription.c: [Order!]! is no object: an event tells of one entity',
      'Subscription.d: Int is no object: an event tells of one entity',
    ]);
  });

  const one = (name: string, events: string, fault: string | RegExp) =>
    it(`for ${name}`, () => expect(faultsOf(events)).toEqual([expect.stringMatching(fault)]));

  one(
    'a key field that is not given',
    `type Subscription { a: Order @live(topics: "o", fields: { total: "data.total" }) }
     type Order @key(fields: "id", resolvable: false) { id: ID! total: Int @shareable }`,
    /Order\.id, part of its @key, is not given/,
  );
  one(
    'a field that the events are said to have and do not give',
    live().replace('{ id: ID! }', '{ id: ID! total: Int @shareable }'),
    /Order\.total is not given/,
  );
  one(
    'a field that is not there',
    live().replace('id: "data.id"', 'id: "data.id", nmae: "data.x"'),
    /Order has no field nmae/,
  );
  one(
    'an entity without a key',
    'type Subscription { a: Note @live(topics: "o", fields: { text: "data.text" }) } type Note { text: String }',
    /Note has no @key/,
  );
  one(
    'standing elsewhere',
    `${live()} type Extra { x: Int @live(topics: "o", fields: {}) } type Query { extra: Extra }`,
    /^Extra\.x: @live is for fields of Subscription/,
  );
  one('an empty list of types', live(', types: []'), /types is a list/);
  one('a list of arguments in a topic', live('', '(x: [Int])').replace('"orders"', '"o-{{ args.x }}"'), /is a list/);
  one('a topic of who asks', live().replace('"orders"', '"o-{{ caller.tenantId }}"'), /not on who asks/);
  one(
    'a place that is not closed',
    live()
      .replace('"orders"', '"o"')
      .replace('"data.id"', '"data.id" }, filter: { IN: { field: "data.x", values: ["{{ args.x"] }'),
    /opens \{\{ and does not close it/,
  );
});

describe('a filter is refused', () => {
  const filter = (condition: string, args = '(input: In, many: [ID!])') =>
    `${live(`, filter: ${condition}`, args)} input In { ids: [Int!]! deep: Deep list: [Deep] } input Deep { id: ID }`;
  const one = (condition: string, fault: RegExp) =>
    it(`when it says ${condition}`, () => expect(faultsOf(filter(condition))).toEqual([expect.stringMatching(fault)]));
  const among = (value: string, field = 'data.x') => `{ IN: { field: "${field}", values: [${value}] } }`;

  it('not when it says what it may', () => {
    const fine = [
      '1',
      '"a"',
      'true',
      'null',
      '"{{ args.input.ids }}"',
      '"{{ args.many }}"',
      '"a-{{args.input.deep.id}}"',
    ];
    for (const value of fine) expect(faultsOf(filter(among(value)))).toEqual([]);
    expect(faultsOf(filter(`{ AND: [${among('1')}, { NOT: { OR: [${among('"{{ caller.roles }}"')}] } }] }`))).toEqual(
      [],
    );
  });

  one('{}', /one of AND, OR, NOT, IN$/);
  one(`{ AND: [${among('1')}], OR: [${among('1')}] }`, /one of AND, OR, NOT, IN$/);
  one('{ AND: [] }', /AND needs a list of conditions/);
  one('{ IN: { field: "data.x", values: [] } }', /IN needs a list of values/);
  one(among('1', 'data'), /is no place in an event/);
  one(among('1', 'data.a..b'), /is no place in an event/);
  one(among('1', 'extra'), /is no place in an event/);
  one(among('"{{ args.nobody }}"'), /has no argument nobody/);
  one(among('"{{ args.input.nothing }}"'), /the argument input has no nothing/);
  one(among('"{{ args.input.list.id }}"'), /the argument input has no list\.id/);
  one(among('"{{ args.input }}"'), /neither a scalar nor a list/);
  one(among('"{{ args.input.list }}"'), /neither a scalar nor a list/);
  one(among('"x-{{ args.many }}"'), /is a list, where a text is needed/);
  one(among('"{{ caller.secret }}"'), /of a caller is known/);
  one(among('"{{ context.x }}"'), /is to name/);
  one(among('{ a: 1 }'), /a value is a text/);

  it('when it is too deep, too long, or lists too much', () => {
    const nest = (times: number) => `${'{ NOT: '.repeat(times)}${among('1')}${' }'.repeat(times)}`;
    expect(faultsOf(filter(nest(filterBounds.depth - 1)))).toEqual([]);
    expect(faultsOf(filter(nest(filterBounds.depth)))).toEqual([expect.stringMatching(/nested deeper than 8/)]);
    const many = (count: number) => `{ OR: [${among('1').repeat(count)}] }`;
    expect(faultsOf(filter(many(filterBounds.conditions - 1)))).toEqual([]);
    expect(faultsOf(filter(many(filterBounds.conditions)))).toEqual([expect.stringMatching(/more than 64 conditions/)]);
    expect(faultsOf(filter(among('1 '.repeat(filterBounds.values))))).toEqual([]);
    expect(faultsOf(filter(among('1 '.repeat(filterBounds.values + 1))))).toEqual([
      expect.stringMatching(/more than 1000/),
    ]);
  });
});

describe('the specification', () => {
  it('is known in one version', () => {
    const later = liveDirective().replace('live/v1.0', 'live/v9.0');
    expect(() => read(live(), [], later)).toThrow(
      'https://specs.fiscalgraph.dev/live/v9.0 is not known here, only v1.0',
    );
  });

  it('is for subgraphs of events', () => {
    const head = linkFederation('@key', '@composeDirective');
    const { supergraph, subgraphs } = loadSupergraph(compose({ orders, events: `${head}${liveDirective()}${live()}` }));
    expect(() => readLiveFields(supergraph, subgraphs)).toThrow('begins with kafka:');
  });
});
