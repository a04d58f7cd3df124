/** What is measured: `variables` gives the n-th request's, so that requests can be alike or distinct. */
export type Shape = {
  readonly name: 'small' | 'hop' | 'heavy';
  readonly query: string;
  /** Requests to subgraphs that its plan takes, about. */
  readonly fetches: number;
  variables(n: number): Readonly<Record<string, unknown>>;
};

const heavy = `query Heavy($first: Int!) {
  products(first: $first) {
    upc name description price { amount currency } inStock shippingEstimate
    maker { id name country products { upc name price { amount currency } inStock } }
    reviews { id body stars author { id name email reviews { id stars product { upc name inStock price { amount } } } } }
  }
  users(first: 28) { id name joinedAt reviews { id body product { upc name maker { id name } } } }
}`;

/** One fetch and 0.2 KB; two fetches and 4 KB; sixteen fetches and 80 KB. */
export const shapes: readonly Shape[] = [
  {
    name: 'small',
    fetches: 1,
    query: 'query Small($upc: ID!) { product(upc: $upc) { upc name weight description } }',
    variables: (n) => ({ upc: `p${n % 200}` }),
  },
  {
    name: 'hop',
    fetches: 2,
    query: 'query Hop($first: Int!) { products(first: $first) { upc name description price { amount currency } } }',
    variables: (n) => ({ first: 23 + (n % 3) }),
  },
  { name: 'heavy', fetches: 16, query: heavy, variables: (n) => ({ first: 31 + (n % 3) }) },
];
