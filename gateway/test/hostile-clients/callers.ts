import { createHash } from 'node:crypto';
import { type Attack, post, query } from './attack.ts';

const me = '{"query":"{ me { id } }"}';
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { sub: 'u', tenant: 't', roles: ['admin'], tier: 'pro', sid: 's', exp: 9_999_999_999 };

function token(name: string, make: (good: string) => string): Attack {
  return {
    name,
    expected: '401 UNAUTHENTICATED',
    send: (target) => post(target, me, { headers: { authorization: make(target.token) } }),
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({
  extensions: { persistedQuery: { version, sha256Hash } },
});

/** Tokens that are not good, and names of documents that are not theirs. */
export const callers: readonly Attack[] = [
  token('a token without a signature', () => `Bearer ${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`),
  token(
    'a token signed with the public key',
    () => `Bearer ${part({ alg: 'HS256', typ: 'at+jwt' })}.${part(claims)}.${'A'.repeat(43)}`,
  ),
  token('a huge token', () => `Bearer ${'a'.repeat(10_000)}`),
  token('a token of many parts', () => `Bearer ${'a.'.repeat(4_000)}`),
  token(
    'a token with a key of its own',
    () =>
      `Bearer ${part({ alg: 'EdDSA', typ: 'at+jwt', jwk: { kty: 'OKP' }, jku: 'http://evil.example' })}.${part(claims)}.${'A'.repeat(86)}`,
  ),
  token('a token with other claims', (good) => `Bearer ${good.split('.')[0]}.${part(claims)}.${good.split('.')[2]}`),
  token('another scheme', () => 'Basic YWRtaW46YWRtaW4='),
  token('a token of blanks', () => `Bearer ${' '.repeat(8_000)}x y`),
  {
    name: 'a document under the hash of another',
    expected: '400 BAD_REQUEST',
    send: (target, salt) => query(target, `# ${salt}\n{ me { id } }`, persisted(sha256('{ me { email } }'))),
  },
  {
    name: 'an unknown hash',
    expected: '400 PERSISTED_QUERY_NOT_FOUND',
    send: (target, salt) => post(target, JSON.stringify(persisted(sha256(salt)))),
  },
  {
    name: 'a hash that is none',
    expected: '400 BAD_REQUEST',
    send: (target) => post(target, JSON.stringify(persisted({ $gt: '' }))),
  },
  {
    name: 'an unfit document under its hash',
    expected: '400 GRAPHQL_VALIDATION_FAILED',
    send: (target, salt) => query(target, `{ nope # ${salt}\n}`, persisted(sha256(`{ nope # ${salt}\n}`))),
  },
];
