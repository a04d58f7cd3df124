import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

const largest = 2_147_483_647;
const inVariant = (field: string) => `graph(id: "shop") { variant(name: "current") { ${field} } }`;
const inOrganization = (field: string) => `organization(id: "default") { ${field} }`;
const someId = '01900000-0000-7000-8000-000000000000';

let house: RegistryHouse;
let listId: string;
beforeAll(async () => {
  house = await startRegistryHouse();
  await publishAll(house, 'shop@current', [{ name: 'a', sdl: 'type Query { a: Int }' }]);
  const create = 'mutation { graph(id: "shop") { createPersistedQueryList(name: "all") { id } } }';
  const { data } = await house.ask(create);
  listId = (data as { graph: { createPersistedQueryList: { id: string } } }).graph.createPersistedQueryList.id;
});
afterAll(() => house.stop());

const codesOf = ({ errors = [] }: Awaited<ReturnType<RegistryHouse['ask']>>) =>
  errors.map(({ extensions }) => extensions.code);

describe('a number that is none, or too much,', () => {
  it.each([
    ...['1e400', '99999999999999999999', '1.5', '-1', 'NaN', '9007199254740993'].map(
      (before) => `query { ${inOrganization(`audit(first: 1, before: "${before}") { id }`)} }`,
    ),
    `query { graph(id: "shop") { audit(first: ${largest}, before: "-1e300") { id } } }`,
    ...[-largest, 0, largest].flatMap((count) => [
      `query { ${inVariant(`launches(first: ${count}, before: ${count}) { id }`)} }`,
      `query { ${inVariant(`routers(first: ${count}) { id }`)} }`,
      `query { ${inVariant(`checks(first: ${count}) { id }`)} }`,
      `query { ${inVariant(`approvals(first: ${count}) { id }`)} }`,
      `query { ${inVariant(`fieldUsage(days: ${count}) { coordinate }`)} }`,
      `query { ${inVariant(`operationUsage(days: ${count}, first: ${count}) { name }`)} }`,
      `query { ${inVariant(`fieldsToRetire(days: ${count}) { coordinate }`)} }`,
      `mutation { ${inVariant(`paceRouters(seconds: ${count}) { id }`)} }`,
      `mutation { graph(id: "shop") { setPreviews(prefix: "pr-", days: ${count}) { days } } }`,
      `mutation { ${inOrganization(`rotateKey(keyId: "${someId}", overlapSeconds: ${count}) { id }`)} }`,
    ]),
    `mutation { ${inVariant('paceRouters(seconds: 1e308) { id }')} }`,
  ])('is no fault of ours: %s', async (query) => {
    expect(codesOf(await house.ask(query))).not.toContain('INTERNAL');
  });
});

describe('a time that no calendar has', () => {
  it.each(['-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z', '-005000-01-01T00:00:00Z', 'NaN', '\0'])(
    'is no fault of ours: %j',
    async (time) => {
      const takers = [
        `query ($time: Timestamp!) { ${inVariant('checks(before: $time) { id }')} }`,
        `mutation ($time: Timestamp!) { ${inOrganization('createScopedKey(name: "k", expiresAt: $time, grants: [{ graphId: "shop", permissions: [READ] }]) { id }')} }`,
        `mutation ($time: Timestamp!) { graph(id: "shop") { approveChanges(input: { workflowId: "${someId}", reason: "r", expiresAt: $time }) { checks { id } } } }`,
      ];
      for (const query of takers) {
        const codes = codesOf(await house.ask(query, { time }));
        expect({ query, codes }).toEqual({ query, codes: codes.filter((code) => code !== 'INTERNAL') });
      }
    },
  );
});

/** What was not asked with hostile texts elsewhere. */
const takers = [
  `query ($text: String!) { ${inVariant('checks(branch: $text, subgraph: $text) { id }')} }`,
  `query ($text: String!) { ${inVariant('approvals(branch: $text) { id }')} }`,
  `query ($text: String!) { ${inVariant('operationUsage(coordinate: $text) { name }')} }`,
  'query ($text: ID!) { graph(id: "shop") { checkWorkflow(id: $text) { id } } }',
  'query ($text: ID!) { graph(id: "shop") { persistedQueryList(id: $text) { id } } }',
  'mutation ($text: ID!) { graph(id: "shop") { approveChanges(input: { workflowId: $text, reason: "r", fingerprints: [$text] }) { checks { id } } } }',
  'mutation ($text: ID!) { graph(id: "shop") { revokeApproval(id: $text) { checks { id } } } }',
  'mutation ($text: String!) { graph(id: "shop") { createWebhook(url: "https://example.com/", variant: $text) { webhook { id } } } }',
  'mutation ($text: String!) { graph(id: "shop") { createWebhook(url: $text, kinds: [$text]) { webhook { id } } } }',
  'mutation ($text: ID!) { graph(id: "shop") { deleteWebhook(id: $text) } }',
  'mutation ($text: String!) { graph(id: "shop") { setPreviews(prefix: $text, base: $text) { base } } }',
  'mutation ($text: String!) { graph(id: "shop") { createPersistedQueryList(name: $text) { id } } }',
  `mutation ($text: ID!) { ${inVariant('linkPersistedQueryList(listId: $text) { id }')} }`,
  'mutation ($text: ID!) { graph(id: "shop") { persistedQueryList(id: $text) { publishOperations(operations: []) { __typename } } } }',
  `mutation ($text: JSON!) { ${inVariant('updateCheckSettings(settings: { excludedOperations: [$text] })')} }`,
];

describe.each(['a\0b', 'a\ud800b', '__proto__', 'x'.repeat(100_000)])('a text like %#', (text) => {
  it('finds no fault in us', async () => {
    for (const query of takers) {
      const codes = codesOf(await house.ask(query, { text }));
      expect({ query, codes }).toEqual({ query, codes: codes.filter((code) => code !== 'INTERNAL') });
    }
  });

  it('in a persisted query finds none either', async () => {
    const publish = `mutation ($list: ID!, $operations: [PersistedQueryInput!]) { graph(id: "shop") { persistedQueryList(id: $list) {
      publishOperations(operations: $operations) { __typename } } } }`;
    const operation = { id: 'id', name: 'name', type: 'QUERY', body: '{ a }', clientName: 'client' };
    for (const field of ['id', 'name', 'body', 'clientName'] as const) {
      const operations = [{ ...operation, [field]: field === 'body' ? `{ a(b: "${text}") }` : text }];
      expect({ field, codes: codesOf(await house.ask(publish, { list: listId, operations })) }).not.toMatchObject({
        codes: ['INTERNAL'],
      });
    }
    const deep = [{ ...operation, id: 'deep', body: '{ a '.repeat(40_000) + '}'.repeat(40_000) }];
    expect(codesOf(await house.ask(publish, { list: listId, operations: deep }))).toEqual(['PERSISTED_QUERY_INVALID']);
  });

  it('at another door is answered for what it is', async () => {
    const send = async (method: string, path: string, body?: object) => {
      const headers = { 'x-api-key': house.adminKey, 'content-type': 'application/json' };
      const response = await fetch(new URL(path, house.url), {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      expect({ method, path: path.slice(0, 30), is: response.status < 500 }).toMatchObject({ is: true });
    };
    const part = encodeURIComponent(text.toWellFormed().slice(0, 1_000));
    const ref = 'shop@current';
    await send('POST', '/api/approvals', { graph: text, check: someId, reason: text });
    await send('DELETE', `/api/approvals/${part}?graph=${part}`);
    await send('GET', `/api/check/${someId}?graph=${part}`);
    await send('GET', `/api/usage/fields-to-retire?ref=shop@${part}&days=1e400`);
    await send('POST', '/api/contracts', { ref, subgraph: text, commit: text, protos: { [text]: text } });
    await send('POST', '/api/contracts', { ref, subgraph: 'a', commit: 'c', protos: { 'a.proto': text } });
    await send('POST', '/api/publish', {
      ref,
      subgraphs: [{ name: 'a', sdl: 'type Query { a: Int }', protos: { [text]: '' } }],
    });
    const sdl = 'type Query { a: Int }';
    await send('POST', '/api/check', { ref, subgraph: 'a', sdl, git: { branch: text }, config: { from: text } });
    await send('POST', '/api/check', { ref, subgraph: 'a', sdl, url: text });
  });
});

it('a .proto file that lies in another one is refused before anybody tries to write it', async () => {
  const protos = { 'a.proto': '', 'a.proto/b.proto': '' };
  const response = await fetch(new URL('/api/contracts', house.url), {
    method: 'POST',
    headers: { 'x-api-key': house.adminKey, 'content-type': 'application/json' },
    body: JSON.stringify({ ref: 'shop@current', subgraph: 'a', commit: 'c', protos }),
  });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'CONTRACTS_INVALID' } }] });
});
