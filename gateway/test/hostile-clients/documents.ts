import { type Attack, query } from './attack.ts';

const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const words = (count: number, make: (n: number) => string) => times(count, make).join(' ');
const nested = (depth: number, open: string, middle: string, close: string) =>
  open.repeat(depth) + middle + close.repeat(depth);

/** A document that is refused for what it says; the salt stands in a comment. */
function document(name: string, expected: string, text: string, rest: Record<string, unknown> = {}): Attack {
  return { name, expected, send: (target, salt) => query(target, `# ${salt}\n${text}`, rest) };
}

/** Each fragment spreads the next one twice: written out, there are two to the power of their number. */
const fragmentBomb = (count: number) =>
  words(count, (n) => `fragment F${n} on User { a${n}: id ...F${n + 1} ... { ...F${n + 1} } }`);

/** Documents whose size, depth or number of parts is the attack. */
export const documents: readonly Attack[] = [
  document('aliases by the hundred', '400 TOO_MANY_ALIASES', `{ me { ${words(800, (n) => `a${n}: id`)} } }`),
  document('wide root', '400 TOO_MANY_ROOT_FIELDS', `{ ${words(100, (n) => `a${n}: me { id }`)} }`),
  document('sign-ins by alias', '400 TOO_MANY_FIELDS', `mutation { ${words(11, (n) => `a${n}: logout`)} }`),
  document(
    'deep nesting',
    '400 QUERY_TOO_DEEP',
    `{ me { organization { ${nested(300, 'users { organization { ', 'id', '} }')} } } }`,
  ),
  document('deep inline fragments', '400 QUERY_TOO_DEEP', `{ ${nested(1_500, '... { ', 'me { id }', ' }')} }`),
  document('fragment bomb', '400 QUERY_TOO_LARGE', `{ me { ...F0 } } ${fragmentBomb(40)} fragment F40 on User { id }`),
  document(
    'fragment chain',
    '400 QUERY_TOO_DEEP',
    `{ me { ...F0 } } ${words(500, (n) => `fragment F${n} on User { ...F${n + 1} }`)} fragment F500 on User { id }`,
  ),
  document(
    'fragment cycle',
    '400 GRAPHQL_VALIDATION_FAILED',
    '{ ...A } fragment A on Query { me { id } ...B } fragment B on Query { ...A }',
  ),
  document(
    'fragment cycle with itself',
    '400 GRAPHQL_VALIDATION_FAILED',
    '{ ...A } fragment A on Query { me { id } ...A }',
  ),
  document(
    'directives by the hundred',
    '400 TOO_MANY_DIRECTIVES',
    `{ me { ${'id @include(if: true) '.repeat(400)} } }`,
  ),
  document('unknown directives', '400 TOO_MANY_DIRECTIVES', `{ me { id ${'@nope '.repeat(2_000)} } }`),
  document(
    'repeated arguments',
    '400 GRAPHQL_VALIDATION_FAILED',
    `{ invoices(${'first: 1 '.repeat(400)}) { nodes { id } } }`,
  ),
  document(
    'overlapping fields',
    '400 QUERY_TOO_LARGE',
    `{ ${words(40, () => 'me { ...A }')} } fragment A on User { ${'a: id '.repeat(180)}email }`,
  ),
  document(
    'overlapping fields by fragments',
    '400 TOO_MANY_ALIASES',
    `{ me { ${words(150, (n) => `...F${n}`)} } } ${words(150, (n) => `fragment F${n} on User { x: id y: email z: name id email name }`)}`,
  ),
  document(
    'fields that conflict',
    '400 GRAPHQL_VALIDATION_FAILED',
    `{ me { ${words(190, (n) => `x: ${n % 2 ? 'id' : 'email'}`)} } }`,
  ),
  document('giant document', '400 QUERY_TOO_LARGE', `{ me { id ${'#\n'.repeat(1_000_000)} } }`),
  document('token flood', '400 GRAPHQL_PARSE_FAILED', `{ ${'me '.repeat(20_000)} }`),
  document('comment flood', '400 GRAPHQL_PARSE_FAILED', `{ me { id ${'#\n'.repeat(120_000)} `),
  document(
    'block string flood',
    '400 GRAPHQL_PARSE_FAILED',
    `{ invoice(id: """${'\n\\"""  '.repeat(35_000)} ) { id } }`,
  ),
  document('escape flood', '400 GRAPHQL_PARSE_FAILED', `{ invoice(id: "${'\\u0041'.repeat(40_000)}\\uD800") { id } }`),
  document('huge name', '400 GRAPHQL_VALIDATION_FAILED', `{ ${'a'.repeat(200_000)} }`),
  document(
    'huge number',
    '400 GRAPHQL_VALIDATION_FAILED',
    `{ invoices(first: ${'9'.repeat(200_000)}) { nodes { id } } }`,
  ),
  document('list of lists', '400 QUERY_TOO_DEEP', `{ invoice(id: ${nested(2_000, '[', '1', ']')}) { id } }`),
  document(
    'object of objects',
    '400 QUERY_TOO_DEEP',
    `{ invoices(filter: ${nested(1_000, '{ issuer: ', '1', '}')}) { nodes { id } } }`,
  ),
  document(
    'unknown variables',
    '400 GRAPHQL_VALIDATION_FAILED',
    `query (${words(1_000, (n) => `$v${n}: Nope`)}) { me { id } }`,
  ),
  document(
    'unused variables',
    '400 GRAPHQL_VALIDATION_FAILED',
    `query (${words(1_000, (n) => `$v${n}: Int`)}) { me { id } }`,
  ),
  document(
    'unused fragments',
    '400 GRAPHQL_VALIDATION_FAILED',
    `{ me { id } } ${words(600, (n) => `fragment F${n} on User { id }`)}`,
  ),
  document('unknown fields', '400 GRAPHQL_VALIDATION_FAILED', `{ me { ${words(1_500, (n) => `nope${n}`)} } }`),
  document(
    'operations by the hundred',
    '400 BAD_REQUEST',
    words(600, (n) => `query Q${n} { me { id } }`),
  ),
  document(
    'operations of one name',
    '400 GRAPHQL_VALIDATION_FAILED',
    'query Q { me { id } } query Q { me { email } }',
    { operationName: 'Q' },
  ),
  document('an operation name of every object', '400 BAD_REQUEST', 'query Q { me { id } }', {
    operationName: '__proto__',
  }),
  document(
    'fields of every object',
    '400 GRAPHQL_VALIDATION_FAILED',
    '{ __proto__ { id } constructor { id } me { toString hasOwnProperty } }',
  ),
  document(
    'deep introspection',
    '400 GRAPHQL_VALIDATION_FAILED',
    `{ __schema { types { ${nested(8, 'fields { type { ', 'name', '} }')} } } }`,
  ),
  document(
    'circular introspection',
    '400 GRAPHQL_VALIDATION_FAILED',
    `{ __type(name: "User") { ${nested(6, 'possibleTypes { interfaces { ', 'name', '} }')} } }`,
  ),
  document(
    'type of type',
    '400 GRAPHQL_PARSE_FAILED',
    `{ __schema { types { fields { type { ${nested(2_000, 'ofType { ', 'name', '}')} } } } } }`,
  ),
  document(
    'definitions of types',
    '400 GRAPHQL_VALIDATION_FAILED',
    `type Query { a: Int } ${words(500, (n) => `type T${n} { a: Int }`)}`,
  ),
  document('a surrogate alone', '400 GRAPHQL_PARSE_FAILED', '{ invoice(id: "\ud800") { id } }'),
  document('control characters', '400 GRAPHQL_PARSE_FAILED', '{ me { id\u0000\u0008 } }'),
];
