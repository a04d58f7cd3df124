import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse();
  await publishAll(house, 'shop@current', [{ name: 'users', sdl: 'type Query { me: Int }' }]);
});
afterAll(() => house.stop());

/** Sends a body as it is. */
async function send(body: string | Buffer, headers: Record<string, string> = {}) {
  const response = await fetch(new URL('/graphql', house.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': house.adminKey, ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
  const { errors } = (await response.json()) as {
    errors?: readonly { readonly extensions: { readonly code: string } }[];
  };
  return { status: response.status, code: errors?.[0]?.extensions.code };
}

describe('the door', () => {
  it.each([
    ['is no JSON', '{'],
    ['is no object', '[]'],
    ['has no query', '{}'],
  ])('answers a body that %s with 200 and an error', async (_, body) => {
    expect(await send(body)).toEqual({ status: 200, code: 'BAD_REQUEST' });
  });

  it('answers a body of more than 25 MB with 200 and an error', async () => {
    const answer = { status: 200, code: 'PAYLOAD_TOO_LARGE' };
    expect(await send(Buffer.alloc(26 * 1024 * 1024, 'x'))).toEqual(answer);
    // Whose key is not known has less to say.
    expect(await send(Buffer.alloc(2 * 1024 * 1024, 'x'), { 'x-api-key': 'forged' })).toEqual(answer);
  });

  it('says of a schema of 20 MB that it is too large', async () => {
    const query = `mutation ($sdl: String!) { graph(id: "shop") { publishSubgraph(name: "users", url: "", revision: "",
      graphVariant: "current", activePartialSchema: { sdl: $sdl }) { wasUpdated } } }`;
    const { data, errors } = await house.ask(query, { sdl: `type Query { a: Int } #${'x'.repeat(20 * 1024 * 1024)}` });
    expect(data).toEqual({ graph: { publishSubgraph: null } });
    expect(errors).toMatchObject([
      { message: expect.stringContaining('more than the'), extensions: { code: 'SDL_TOO_LARGE' } },
    ]);
  });

  it('does the operation that is named', async () => {
    const query = 'query A { a: __typename } query B { b: __typename }';
    expect((await house.ask(query, {}, { operationName: 'B' })).data).toEqual({ b: 'Query' });
    expect((await house.ask(query)).errors).toHaveLength(1);
  });

  it.each([
    ['that does not parse', '{', 'BAD_REQUEST'],
    ['that does not fit the contract', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'of more fields than one may ask for',
      `{ ${'...F '.repeat(900)} } fragment F on Query { ${'me { id } '.repeat(5)} }`,
      'DOCUMENT_TOO_LARGE',
    ],
    ['of more words than one may write', `{ ${'me '.repeat(3_001)} }`, 'BAD_REQUEST'],
    [
      'that is nested too deeply',
      `{ organization(id: "default") { ${'graphs { account { '.repeat(16)} id ${'} }'.repeat(16)} } }`,
      'DOCUMENT_TOO_LARGE',
    ],
  ])('refuses a document %s', async (_, query, code) => {
    expect((await house.ask(query)).errors?.[0]?.extensions.code).toBe(code);
  });

  it('answers with no more text than one answer may have, under however many names it is asked for', async () => {
    const sdl = `type Query { me: Int } # ${'x'.repeat(4_000_000)}`;
    await publishAll(house, 'large@current', [{ name: 'users', sdl }]);
    const names = Array.from(
      { length: 18 },
      (_, index) => `s${index}: subgraph(name: "users") { activePartialSchema { sdl } }`,
    );
    const query = (count: number) =>
      `{ graph(id: "large") { variant(name: "current") { ${names.slice(0, count).join(' ')} } } }`;
    expect((await house.ask(query(16))).errors).toBeUndefined();
    expect((await house.ask(query(18))).errors?.[0]?.extensions.code).toBe('ANSWER_TOO_LARGE');
  });

  it('tells nothing of what is wrong with itself', async () => {
    await house.look((db) => db.query('alter table graph rename to away'));
    const { errors } = await house.ask('{ graph(id: "shop") { id } }');
    await house.look((db) => db.query('alter table away rename to graph'));
    const extensions = { code: 'INTERNAL', correlationId: expect.any(String) };
    expect(errors).toMatchObject([{ message: 'internal error', extensions }]);
  });

  it('shows nothing to nobody', async () => {
    const query =
      '{ me { id } graph(id: "shop") { id } organization(id: "default") { id } graphs { id } variant(ref: "shop@current") { __typename } }';
    const nothing = { me: null, graph: null, organization: null, graphs: [], variant: null };
    expect((await house.ask(query, {}, { key: null })).data).toEqual(nothing);
    expect((await house.ask('mutation { graph(id: "shop") { __typename } }', {}, { key: null })).data).toEqual({
      graph: null,
    });
  });
});

describe('a rover that is newer than we are', () => {
  const query = `mutation Publish($graph: ID!, $later: FutureInput) {
    graph(id: $graph) {
      publishSubgraph(name: "users", url: "", revision: "", graphVariant: "current", activePartialSchema: { sdl: "type Query { me: Int }" }) {
        wasCreated
        downstreamLaunches(input: $later) { id status }
        ... on FutureResult { reason }
        ...Newer
      }
    }
  }
  fragment Newer on SubgraphPublicationResult { futureOnly { id } }`;

  it('is answered without the fields that we do not know', async () => {
    const { data, errors } = await house.ask(query, { graph: 'shop', later: null }, { client: 'rover-client' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      graph: { publishSubgraph: { wasCreated: false, __typename: 'SubgraphPublicationResult' } },
    });
  });

  it('is refused what it begins with where that is not known, as anybody else is refused every such field', async () => {
    const begins = await house.ask('mutation { publishEverything { id } }', {}, { client: 'rover-client' });
    expect(begins.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const other = await house.ask(query, { graph: 'shop', later: null });
    expect(other.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
