const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external", "@requires"])\n';

/** A shop in six subgraphs: enough joins for an operation to need sixteen fetches. */
export const shopSchemas: Readonly<Record<string, string>> = {
  catalog: `${federation}
    type Query { products(first: Int!): [Product!]! product(upc: ID!): Product }
    type Product @key(fields: "upc") { upc: ID! name: String! description: String! weight: Int! maker: Maker! }
    type Maker @key(fields: "id") { id: ID! }`,
  pricing: `${federation}
    type Product @key(fields: "upc") { upc: ID! price: Price! }
    type Price { amount: Int! currency: String! }`,
  inventory: `${federation}
    type Product @key(fields: "upc") {
      upc: ID!
      weight: Int! @external
      inStock: Boolean!
      shippingEstimate: Int! @requires(fields: "weight")
    }`,
  makers: `${federation}
    type Query { makers(first: Int!): [Maker!]! }
    type Maker @key(fields: "id") { id: ID! name: String! country: String! products: [Product!]! }
    type Product @key(fields: "upc", resolvable: false) { upc: ID! }`,
  reviews: `${federation}
    type Product @key(fields: "upc") { upc: ID! reviews: [Review!]! }
    type Review @key(fields: "id") { id: ID! body: String! stars: Int! author: User! product: Product! }
    type User @key(fields: "id") { id: ID! reviews: [Review!]! }`,
  accounts: `${federation}
    type Query { users(first: Int!): [User!]! }
    type User @key(fields: "id") { id: ID! name: String! email: String! joinedAt: String! }`,
};
