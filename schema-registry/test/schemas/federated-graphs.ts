const link = (...imports: readonly string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports.map((each) => `"${each}"`)}])\n`;

/** Graphs by what they show; each is its subgraphs' schemas. All compose. */
export const federatedGraphs: Readonly<Record<string, readonly string[]>> = {
  'requirements and provisions': [
    `${link('@key', '@external', '@provides')}
      type Query { product(id: ID!): Product offers: [Offer!]! }
      type Offer { product: Product @provides(fields: "name") price: Int }
      type Product @key(fields: "id") { id: ID! name: String @external }`,
    `${link('@key', '@shareable')}
      type Product @key(fields: "id") { id: ID! name: String @shareable weight: Int size: Size }
      type Size { width: Int height: Int }`,
    `${link('@key', '@external', '@requires')}
      type Product @key(fields: "id") {
        id: ID! weight: Int @external size: Size @external
        shipping(to: String! = "MX"): Int @requires(fields: "weight size { width }")
      }
      type Size { width: Int @external }`,
  ],
  'fields that move to another subgraph': [
    `${link('@key')} type Query { user: User } type User @key(fields: "id") { id: ID! name: String mail: String }`,
    `${link('@key', '@override')}
      type User @key(fields: "id") {
        id: ID! name: String @override(from: "s0") mail: String @override(from: "s0", label: "percent(20)")
      }`,
  ],
  'an interface with a key, and another subgraph that adds to it': [
    `${link('@key')}
      type Query { media: [Media] }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }`,
    `${link('@key', '@interfaceObject')} type Media @key(fields: "id") @interfaceObject { id: ID! reviews: [String!]! }`,
  ],
  'subgraphs of federation 1': [
    'type Query { me: User } type User @key(fields: "id") { id: ID! name: String } type Size { width: Int }',
    `extend type User @key(fields: "id") { id: ID! @external size: Size } type Size { width: Int }
      extend type Query { sizes: [Size] }`,
  ],
  'who may see what': [
    `${link('@authenticated', '@requiresScopes', '@policy', '@tag', '@inaccessible', '@shareable')}
      type Query {
        mine: T @authenticated ours: T @requiresScopes(scopes: [["a", "b"], ["c"]])
        theirs: T @policy(policies: [["p"]]) tagged: Int @tag(name: "internal") hidden: Hidden @inaccessible
      }
      type T @shareable { a: Int } type Hidden @inaccessible { a: Int }`,
    `${link('@shareable', '@inaccessible')} type T @shareable { a: Int b: Int @inaccessible } type Query { other: T }`,
  ],
  'what is taken and given by several': [
    `${link('@shareable')}
      type Query { find(filter: Filter, order: Order = NAME): [Found] @shareable }
      input Filter { name: String least: Int = 1 } enum Order { NAME DATE } union Found = A type A @shareable { id: ID }`,
    `${link('@shareable')}
      type Query { find(filter: Filter, order: Order = NAME): [Found] @shareable other(order: Order): B }
      input Filter { name: String! } enum Order { NAME DATE } union Found = A | B type A @shareable { id: ID }
      type B { id: ID }`,
  ],
  'roots under other names': [
    `${link('@key')} schema { query: Ask mutation: Do subscription: Hear }
      type Ask { a: Int } type Do { b: Int } type Hear { c: Int }`,
    `${link('@key')} type Query { d: Int } type Mutation { e: Int }`,
  ],
  'descriptions, deprecations, scalars, custom directives': [
    `extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      directive @once(key: String) on QUERY | FIELD
      "What can be asked." type Query { "The first." a(old: Int @deprecated(reason: "none")): Money @deprecated(reason: "b") b: When }
      scalar Money scalar When @specifiedBy(url: "https://example.com/when")`,
  ],
};
