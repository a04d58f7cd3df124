import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type FetchNode, type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { describe, expect, it } from '@jest/globals';
import { type OperationDefinitionNode, parse, printSchema } from 'graphql';
import { compose, linkFederation } from '../../../test/compose.ts';
import { supportedFeatures } from '../graph/features.ts';
import { loadSupergraph } from '../graph/load-supergraph.ts';
import { createPlanner } from './planner.ts';

/** The fetches of a plan, as `subgraph: operation`. */
const fetchesOf = (plan: QueryPlan): readonly FetchNode[] => {
  const found: FetchNode[] = [];
  JSON.stringify(plan, (_, value) => {
    if (value?.kind === 'Fetch') found.push(value);
    return value;
  });
  return found;
};
const askedOf = (plan: QueryPlan, subgraph: string) =>
  fetchesOf(plan)
    .filter(({ serviceName }) => serviceName === subgraph)
    .map(({ operation }) => operation);
const requiredBy = (plan: QueryPlan, subgraph: string) =>
  fetchesOf(plan)
    .filter(({ serviceName, requires }) => serviceName === subgraph && requires)
    .map(({ requires }) => JSON.stringify(requires).replaceAll(/"kind":"(Field|InlineFragment)",|"/g, ''));

const plan = (supergraph: string, text: string, labels: readonly string[] = []): QueryPlan => {
  // These texts are operations without fragments.
  const node = parse(text, { noLocation: true }).definitions[0] as OperationDefinitionNode;
  return createPlanner(loadSupergraph(supergraph))({ node, fragments: {} }, labels);
};
const stockPlan = (sdl: string, text: string): QueryPlan => {
  const supergraph = Supergraph.build(sdl, { supportedFeatures: new Set(supportedFeatures) });
  return new QueryPlanner(supergraph).buildQueryPlan(operationFromDocument(supergraph.apiSchema(), parse(text)));
};

const shop = compose({
  products: `${linkFederation('@key')}
    type Query { products: [Product!]! item: Item }
    interface Item { price(currency: String): Int }
    type Product implements Item @key(fields: "upc") { upc: ID! price(currency: String): Int box: Box }
    type Box { weight(unit: String!): Int size: Size }
    type Size { height: Int width(unit: String): Int }`,
  shipping: `${linkFederation('@key', '@external', '@requires')}
    type Product @key(fields: "upc") {
      upc: ID!
      price(currency: String): Int @external
      box: Box @external
      dollars: Int @requires(fields: "price(currency: \\"USD\\")")
      euros: Int @requires(fields: "price(currency: \\"EUR\\") box { weight(unit: \\"kg\\") size { height width(unit: \\"m\\") } }")
      again: Int @requires(fields: "price(currency: \\"USD\\") box { weight(unit: \\"kg\\") }")
    }
    type Box { weight(unit: String!): Int @external size: Size @external }
    type Size { height: Int @external width(unit: String): Int @external }`,
});

describe('inputs with arguments', () => {
  it('go without the arguments of a second requirement in the stock plan', () => {
    const stock = stockPlan(shop, '{ products { dollars euros } }');
    expect(askedOf(stock, 'products')[0]).toContain('price(currency:"EUR")');
    expect(askedOf(stock, 'products')[0]).not.toContain('USD');
  });

  it('are asked for under names of their own', () => {
    const [asked = ''] = askedOf(plan(shop, '{ products { price dollars euros } }'), 'products');
    expect(asked).toMatch(/[{ ]price[ }]/);
    expect(asked).toMatch(/_q\d_price:price\(currency:"USD"\)/);
    expect(asked).toMatch(/_q\d_price:price\(currency:"EUR"\)/);
    expect(asked).toMatch(/box\{_q\d_weight:weight\(unit:"kg"\)size\{height _q\d_width:width\(unit:"m"\)\}\}/);
  });

  it('are sent under their real names, in one representation for those that agree only', () => {
    const made = plan(shop, '{ products { dollars euros again } }');
    const required = requiredBy(made, 'shipping');
    expect(askedOf(made, 'shipping')).toHaveLength(2);
    expect(askedOf(made, 'shipping')[0]).toContain('{dollars again}');
    expect(required[0]).toMatch(/\{name:price,alias:_q0_price\}/);
    expect(required[0]).not.toContain('_q1_price');
    expect(required[1]).toMatch(/\{name:price,alias:_q1_price\}/);
    expect(required[1]).toMatch(/\{name:width,alias:_q3_width\}/);
  });

  it('take the variables along that their part uses, and no others', () => {
    const supergraph = compose({
      a: `${linkFederation('@key')} type Query { t: T } type T @key(fields: "id") { id: ID! n(x: Int): Int }`,
      b: `${linkFederation('@key', '@external', '@requires')} type T @key(fields: "id") {
        id: ID! n(x: Int): Int @external
        p(v: Int): Int @requires(fields: "n(x: 1)")
        q(v: Int): Int @requires(fields: "n(x: 2)")
      }`,
    });
    const made = plan(supergraph, 'query($v: Int, $w: Int) { t { _r_p: p(v: $v) _r_q: q(v: $w) } }');
    const fetches = fetchesOf(made).filter(({ serviceName }) => serviceName === 'b');
    expect(fetches.map(({ variableUsages }) => variableUsages)).toEqual([['v'], ['w']]);
    expect(fetches.map(({ operation }) => operation.includes('$w:Int'))).toEqual([false, true]);
  });

  it('may stand in fragments of a field set, on every type of an interface', () => {
    const supergraph = compose({
      a: `${linkFederation('@key')}
        type Query { t: T }
        type T @key(fields: "id") { id: ID! pet: Pet }
        interface Pet { name(form: String): String }
        type Cat implements Pet { name(form: String): String lives(of: Int): Int }
        type Dog implements Pet { name(form: String): String }`,
      b: `${linkFederation('@key', '@external', '@requires')}
        type T @key(fields: "id") { id: ID! pet: Pet @external
          tag: String @requires(fields: "pet { name(form: \\"long\\") ... on Cat { lives(of: 9) } }") }
        interface Pet { name(form: String): String }
        type Cat implements Pet { name(form: String): String @external lives(of: Int): Int @external }
        type Dog implements Pet { name(form: String): String @external }`,
    });
    const [asked = ''] = askedOf(plan(supergraph, '{ t { tag } }'), 'a');
    expect(asked).toMatch(/_q\d_name:name\(form:"long"\)/);
    expect(asked).toMatch(/\.\.\.on Cat\{.*_q\d_lives:lives\(of:9\)/);
  });

  it('are no fields of the schema that clients see', () => {
    expect(printSchema(loadSupergraph(shop).schema)).not.toContain('_q0');
  });

  it('feed the arguments that take their values from the context', () => {
    const supergraph = compose({
      a: `${linkFederation('@key', '@context', '@fromContext')}
        type Query { user: User }
        type User @key(fields: "id") @context(name: "u") { id: ID! price(currency: String): Int card: Card }
        type Card @key(fields: "id") { id: ID!
          limit(price: Int @fromContext(field: "$u { price(currency: \\"USD\\") }")): Int }`,
      b: `${linkFederation('@key')} type Card @key(fields: "id") { id: ID! }`,
    });
    const made = plan(supergraph, '{ user { _r_price: price(currency: "MXN") card { limit } } }');
    expect(askedOf(made, 'a')[0]).toContain('_q0_price:price(currency:"USD")');
    const [rewrite] = fetchesOf(made)[1]?.contextRewrites ?? [];
    expect(rewrite?.path.at(-1)).toBe('_q0_price');
  });
});

describe('a key that is not resolvable', () => {
  const supergraph = compose({
    a: `${linkFederation('@key')}
      type Query { a: P } type P @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! weight: Int }`,
    b: `${linkFederation('@key', '@external', '@requires')}
      type Query { b: P }
      type P @key(fields: "sku", resolvable: false) @key(fields: "id") {
        id: ID! sku: ID! weight: Int @external cost: Int @requires(fields: "weight") }`,
  });

  it('is used by the stock plan to come back to a subgraph', () => {
    expect(requiredBy(stockPlan(supergraph, '{ b { cost } }'), 'b')[0]).toContain('name:sku');
  });

  it('is none to enter by', () => {
    expect(requiredBy(plan(supergraph, '{ b { cost } }'), 'b')[0]).toContain('name:id');
    expect(requiredBy(plan(supergraph, '{ b { cost } }'), 'b')[0]).not.toContain('name:sku');
  });
});

describe('an interface that has no object type in a subgraph', () => {
  const supergraph = compose({
    a: `${linkFederation()} type Query { a: Node! } interface Node { id: ID! }`,
    b: `${linkFederation()} type Query { b: Node } interface Node { id: ID! name: String }
      type T implements Node { id: ID! name: String }`,
  });

  it('is not asked for at all in the stock plan', () => {
    expect(stockPlan(supergraph, '{ a { name } }')).toEqual({ kind: 'QueryPlan' });
  });

  it('is asked for its type, so that an error or an object is seen', () => {
    expect(askedOf(plan(supergraph, '{ a { name } }'), 'a')[0]).toContain('a{__typename');
  });
});

describe('an input that needs inputs itself', () => {
  const supergraph = compose({
    a: `${linkFederation('@key', '@external', '@requires')}
      type Query { user: User }
      type User @key(fields: "id") { id: ID! base: Int @external half: Int @requires(fields: "base") }`,
    b: `${linkFederation('@key', '@external', '@requires')}
      type User @key(fields: "id") { id: ID! base: Int half: Int @external whole: Int @requires(fields: "half") }`,
  });

  // Before any planner of ours is made: that mends the library for good.
  const stock = stockPlan(supergraph, '{ user { whole } }');

  it('is asked for at once in the stock plan, with the external input', () => {
    expect(askedOf(stock, 'a')).toEqual(['{user{__typename id base half}}']);
  });

  it('is not asked for before there are any', () => {
    const made = plan(supergraph, '{ user { whole } }');
    expect(askedOf(made, 'a')).toEqual(['{user{__typename id}}', expect.stringContaining('{half}')]);
    expect(requiredBy(made, 'a')[0]).toContain('name:base');
    expect(requiredBy(made, 'b')[1]).toContain('name:half');
  });
});

describe('a fragment on a union, of what an interface object stands for', () => {
  const supergraph = compose({
    a: `${linkFederation('@key')} type Query { x: Found }
      interface Node @key(fields: "id") { id: ID! text: String }
      type Order implements Node @key(fields: "id") { id: ID! text: String }
      type User implements Node @key(fields: "id") { id: ID! text: String }
      union Found = Order`,
    b: `${linkFederation('@key', '@interfaceObject')} type Query { node: Node }
      type Node @key(fields: "id") @interfaceObject { id: ID! }`,
  });

  it('makes the stock planner break off', () => {
    expect(() => stockPlan(supergraph, '{ node { ... on Found { ... on Node { text } } } }')).toThrow();
  });

  it('is planned type by type', () => {
    const made = plan(supergraph, '{ node { ... on Found { ... on Node { text } } } }');
    expect(askedOf(made, 'a')[0]).toMatch(/on Order ?\{.*text/);
  });
});

describe('lists within lists', () => {
  const supergraph = compose({ a: `${linkFederation()} scalar Json type Query { echo(json: Json): String }` });

  it('cost no more than their length, however deep they are', () => {
    const text = `query ($x: Json) { echo(json: ${'['.repeat(200)}$x${']'.repeat(200)}) }`;
    expect(fetchesOf(plan(supergraph, text))[0]?.variableUsages).toEqual(['x']);
  });
});
