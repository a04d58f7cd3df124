import { type Attack, post, query } from './attack.ts';

/** Takes lists of requests, shows its schema to nobody, and lets nothing dear run. */
export const strictYaml = `
http: { batching: { enabled: true, max: 5 } }
limits: { introspection: nobody, maxListItems: 10 }
cost: { mode: enforce, max: { free: 100, pro: 100, enterprise: 100, anonymous: 100 } }
`;

const document = (name: string, expected: string, text: string, variables: unknown = {}): Attack => ({
  name,
  expected,
  send: (target, salt) => query(target, `# ${salt}\n${text}`, { variables }),
});

const batch = (name: string, expected: string, list: unknown): Attack => ({
  name,
  expected,
  send: (target) => post(target, JSON.stringify(list)),
});

const me = { query: '{ me { id } }' };
const schema = { query: '{ __schema { types { name } } }' };

/** What only a gateway with these settings refuses. */
export const strict: readonly Attack[] = [
  batch('a list of too many requests', '400 BATCH_TOO_LARGE', Array(6).fill(me)),
  batch('a list of ten thousand requests', '400 BATCH_TOO_LARGE', Array(10_000).fill(me)),
  batch('a list of nothing', '400 BAD_REQUEST', []),
  batch('lists of lists', '200 BAD_REQUEST', [[[[me]]]]),
  batch('a list of what may not be asked', '200 INTROSPECTION_OFF', Array(5).fill(schema)),
  document('the schema', '400 INTROSPECTION_OFF', schema.query),
  document('a type', '400 INTROSPECTION_OFF', '{ me { id } __type(name: "User") { fields { name } } }'),
  document(
    'the schema by a fragment',
    '400 INTROSPECTION_OFF',
    '{ ...A } fragment A on Query { x: __schema { types { name } } }',
  ),
  document(
    'a dear operation',
    '400 COST_TOO_HIGH',
    '{ invoices(first: 100) { nodes { issuer { stats { archived } } } } }',
  ),
  document(
    'a dear operation by a variable',
    '400 COST_TOO_HIGH',
    'query ($n: Int!) { invoices(first: $n) { nodes { id } } }',
    { n: 2_147_483_647 },
  ),
  document(
    'a list that is too long',
    '400 LIST_TOO_LONG',
    'query ($f: InvoiceFilter) { invoices(filter: $f) { nodes { id } } }',
    { f: { status: Array(11).fill('PENDING') } },
  ),
];
