const products = 200;
const users = 100;
const makers = 20;
const reviewsEach = 3;

type Args = Readonly<Record<string, unknown>>;
type Thing = Readonly<Record<string, unknown>>;

const text = (seed: number, words: number) =>
  Array.from({ length: words }, (_, index) => `word${(seed * 31 + index * 7) % 97}`).join(' ');

const numberIn = (id: unknown) => Number(String(id).replace(/\D/g, ''));
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

const weightOf = (n: number) => (n * 37) % 1_000;

const product = (n: number): Thing => ({
  __typename: 'Product',
  upc: `p${n}`,
  name: `Product ${n}`,
  description: text(n, 12),
  weight: weightOf(n),
  shippingEstimate: weightOf(n) * 2,
  maker: () => maker(n % makers),
  price: { amount: 100 + ((n * 7) % 9_000), currency: 'MXN' },
  inStock: n % 3 !== 0,
  reviews: () => range(reviewsEach).map((index) => review((n * reviewsEach + index) % (products * reviewsEach))),
});

const review = (n: number): Thing => ({
  __typename: 'Review',
  id: `r${n}`,
  body: text(n, 10),
  stars: n % 6,
  author: () => user(n % users),
  product: () => product(Math.floor(n / reviewsEach) % products),
});

const user = (n: number): Thing => ({
  __typename: 'User',
  id: `u${n}`,
  name: `User Number ${n}`,
  email: `user${n}@example.com`,
  joinedAt: `2024-01-${String((n % 28) + 1).padStart(2, '0')}`,
  reviews: () => range(reviewsEach).map((index) => review((n * 5 + index * 11) % (products * reviewsEach))),
});

const maker = (n: number): Thing => ({
  __typename: 'Maker',
  id: `m${n}`,
  name: `Maker ${n}`,
  country: ['MX', 'US', 'CA'][n % 3],
  products: () => range(3).map((index) => product((n + index * makers) % products)),
});

const entity: Readonly<Record<string, (representation: Thing) => Thing>> = {
  Product: ({ upc }) => product(numberIn(upc)),
  User: ({ id }) => user(numberIn(id)),
  Review: ({ id }) => review(numberIn(id)),
  Maker: ({ id }) => maker(numberIn(id)),
};

/** The roots of every subgraph of the shop; each uses those its schema has. The same question has one answer. */
export const shopRoots = {
  products: ({ first }: Args) => range(Math.min(Number(first), products)).map(product),
  product: ({ upc }: Args) => product(numberIn(upc) % products),
  makers: ({ first }: Args) => range(Math.min(Number(first), makers)).map(maker),
  users: ({ first }: Args) => range(Math.min(Number(first), users)).map(user),
  _entities: ({ representations }: Args) =>
    (representations as readonly Thing[]).map((each) => entity[String(each.__typename)]?.(each) ?? null),
};
