import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { openShop, type Shop, users } from './shop.ts';

const withoutOld = users.replace(' old: String', '');
const id = '01970000-0000-7000-8000-00000000000';

describe('a check', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop({ REGISTRY_MAX_SDL_BYTES: '100000' });
  });
  afterAll(() => shop.house.stop());

  const count = async (table: string) => {
    const { rows } = await shop.house.look((db) => db.query<{ count: string }>(`select count(*) from ${table}`));
    return Number(rows[0]?.count);
  };

  it.each([
    ['does not parse', 'type Query {', 'INVALID_GRAPHQL', { line: 1, column: 13 }],
    ['does not compose', 'type Query { a: Nothing }', 'INVALID_GRAPHQL', undefined],
    [
      'is of a federation to come',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.99") type Query { a: Int }',
      'UNKNOWN_FEDERATION_LINK_VERSION',
      undefined,
    ],
  ])(
    'says of a schema that %s what is wrong, blocks the rest, and keeps no text of it',
    async (_, sdl, code, place) => {
      const documents = await count('document');
      const { status, tasks, of } = await shop.check(sdl);
      expect(status).toBe('FAILED');
      expect(of('Composition')).toMatchObject({
        status: 'FAILED',
        result: { errors: [{ code, message: expect.any(String) }] },
      });
      if (place) expect(of('Composition').result.errors[0].locations).toEqual([place]);
      expect(tasks.slice(1).map((task) => [task.status, task.result ?? task.results ?? null])).toEqual(
        Array(4).fill(['BLOCKED', null]),
      );
      expect([await count('document'), await count('check_work')]).toEqual([documents, 0]);
    },
  );

  it.each([
    ['too large', `# ${'x'.repeat(100_000)}\n${users}`, 'users', 'more than the 100000 that are taken'],
    ['no text', `${users}# \0`, 'users', 'characters that are no text'],
    ['of a subgraph that cannot be named so', users, '../users', 'a subgraph name begins with a letter'],
  ])('that is %s is refused in words that rover shows', async (_, sdl, name, message) => {
    const before = await count('check_workflow');
    expect(await shop.submit(sdl, { name })).toEqual({
      __typename: 'PermissionError',
      message: expect.stringContaining(message),
    });
    expect(await count('check_workflow')).toBe(before);
  });

  it('keeps nothing that no database takes for text', async () => {
    const odd = { branch: 'a\0b', commit: '\ud800' };
    expect((await shop.check(users, odd)).status).toBe('PASSED');
    const contracts = { ref: 'shop@current', subgraph: 'users', commit: 'c' };
    expect(await shop.post('/api/contracts', { ...contracts, events: { 'a.json': { title: '\0' } } })).toMatchObject({
      status: 400,
    });
    const config = { excludedClients: [{ name: '\0' }] };
    expect(await shop.submit(users, { config })).toMatchObject({ __typename: 'PermissionError' });
  });

  it('is for who has a key for that subgraph', async () => {
    const { data, errors } = await shop.house.ask(
      `mutation { graph(id: "shop") { newKey(keyName: "reader", role: OBSERVER) { token } } }`,
    );
    expect(errors).toBeUndefined();
    const { token } = (data as { graph: { newKey: { token: string } } }).graph.newKey;
    expect(await shop.submit(users, { key: token })).toMatchObject({
      __typename: 'PermissionError',
      message: 'this key may not check subgraph users of shop@current',
    });
    const forged = await shop.house.ask(
      'mutation { graph(id: "shop") { variant(name: "current") { __typename } } }',
      {},
      { key: 'service:shop:forged' },
    );
    expect(forged.data).toEqual({ graph: null });
    expect(
      (await shop.house.ask('{ graph(id: "nothing") { checkWorkflow(id: "x") { id } } }', {}, { key: token })).data,
    ).toEqual({ graph: null });
    expect((await shop.house.ask(`{ graph(id: "shop") { checkWorkflow(id: "${id}0") { id } } }`)).data).toEqual({
      graph: { checkWorkflow: null },
    });
  });

  it('is of one kind with the variant', async () => {
    const { data } = await shop.house.ask(
      `mutation ($input: CheckSchemaAsyncInput!) { graph(id: "shop") { variant(name: "current") { submitCheckSchemaAsync(input: $input) { __typename } } } }`,
      { input: { proposedSchemaDocument: users, config: {}, gitContext: {}, isSandbox: false } },
    );
    expect(data).toEqual({ graph: { variant: { submitCheckSchemaAsync: { __typename: 'InvalidInputError' } } } });
  });

  it('of a graph that is one schema tells all in the parts that rover shows of it', async () => {
    const run = async (sdl: string) => {
      const { data } = await shop.house.ask(
        `mutation ($input: CheckSchemaAsyncInput!) { graph(id: "mono") { variant(name: "current") { submitCheckSchemaAsync(input: $input) { ... on CheckRequestSuccess { workflowID } } } } }`,
        { input: { proposedSchemaDocument: sdl, config: {}, gitContext: {}, isSandbox: false } },
      );
      const { workflowID } = (data as { graph: { variant: { submitCheckSchemaAsync: { workflowID: string } } } }).graph
        .variant.submitCheckSchemaAsync;
      const { data: read } = await shop.house.ask(
        `query ($id: ID!) { graph(id: "mono") { checkWorkflow(id: $id) { status tasks { __typename status
        ... on OperationsCheckTask { result { changes { code severity } } } ... on CustomCheckTask { result { violations { rule message } } } } } } }`,
        { id: workflowID },
      );
      return (read as { graph: { checkWorkflow: object } }).graph.checkWorkflow;
    };
    await shop.house.ask(
      'mutation { graph(id: "mono") { uploadSchema(tag: "current", schemaDocument: "type Query { a: Int b: Int }") { success } } }',
    );
    expect(await run('type Query { a: Int }')).toMatchObject({
      status: 'FAILED',
      tasks: [{ result: { changes: [{ code: 'FIELD_REMOVED', severity: 'FAILURE' }] } }, {}, {}],
    });
    expect(await run('type Query { a: Int b: Int c: Int }')).toMatchObject({ status: 'PASSED' });
    expect(await run('type Query { a: Nothing }')).toMatchObject({
      status: 'FAILED',
      tasks: [
        { status: 'BLOCKED' },
        {},
        {
          status: 'FAILED',
          result: {
            violations: [{ rule: 'INVALID_SCHEMA', message: expect.stringContaining('1:17 Unknown type "Nothing".') }],
          },
        },
      ],
    });
  });

  it('that a process left behind is taken up by another, or ended when its time is over', async () => {
    const leave = (nr: number, deadline: string) =>
      shop.house.look(async (db) => {
        await db.query(
          `insert into check_workflow (id, graph_id, variant, family, subgraph, status, branch, actor, created_at, deadline_at)
           values ($1, 'shop', 'current', 'current', 'users', 'PENDING', 'left', 'test', now() - interval '1 minute', now() + $2::interval)`,
          [id + nr, deadline],
        );
        const input = { sdl: withoutOld, url: null, config: {}, contracts: { protos: null, events: null } };
        await db.query(`insert into check_work values ($1, $2, now() - interval '1 second')`, [id + nr, input]);
      });
    await leave(1, '1 minute');
    await leave(2, '-1 second');
    const ended = async (nr: number) => {
      await eventually(async () => expect((await shop.read(id + nr)).status).not.toBe('PENDING'));
      return shop.read(id + nr);
    };
    expect((await ended(1)).of('Operations').status).toBe('FAILED');
    expect((await ended(2)).of('Composition').result.errors).toMatchObject([
      { code: 'CHECK_DEADLINE', message: expect.stringContaining('was not done within 59 s') },
    ]);
  });

  it('is found again in the list of its variant', async () => {
    const { data } = await shop.house.ask(`{ graph(id: "shop") { variant(name: "current") { all: checks { id }
      left: checks(branch: "left", status: FAILED) { branch subgraphName status actor trafficRequests approvals { id } } } } }`);
    const { all, left } = (data as { graph: { variant: { all: object[]; left: object[] } } }).graph.variant;
    expect(all.length).toBeGreaterThan(left.length);
    expect(left).toMatchObject([{ branch: 'left', subgraphName: 'users', status: 'FAILED' }, { branch: 'left' }]);
  });
});

describe('a client', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.house.stop());

  it('has its operations held against what is served', async () => {
    const { data } = await shop.house.ask(
      `mutation ($operations: [OperationDocumentInput!]!) { graph(id: "shop") { validateOperations(tag: "current", operations: $operations) {
        validationResults { type code description operation { name } } } } }`,
      {
        operations: [
          { name: 'Good', body: 'query Good { me { id } }' },
          { name: 'Bad', body: 'query Bad { me { gone } }' },
        ],
      },
    );
    expect(data).toMatchObject({
      graph: {
        validateOperations: {
          validationResults: [{ type: 'FAILURE', code: 'INVALID_OPERATION', operation: { name: 'Bad' } }],
        },
      },
    });
  });

  it('has its schema linted, by the rules that are set', async () => {
    const lint = async () => {
      const { data } =
        await shop.house.ask(`mutation { graph(id: "shop") { lintSchema(sdl: "type query_thing { A: Int }") {
        diagnostics { rule level coordinate fingerprint sourceLocations { start { line column byteOffset } } } stats { errorsCount } } } }`);
      return (
        data as {
          graph: { lintSchema: { diagnostics: { rule: string; level: string }[]; stats: { errorsCount: number } } };
        }
      ).graph.lintSchema;
    };
    const { diagnostics } = await lint();
    expect(diagnostics).toContainEqual({
      rule: 'TYPE_NAMES_SHOULD_BE_PASCAL_CASE',
      level: expect.any(String),
      coordinate: 'query_thing',
      fingerprint: null,
      sourceLocations: [{ start: { line: 1, column: 6, byteOffset: 5 } }],
    });
    await shop.set({ lint: { rules: { TYPE_NAMES_SHOULD_BE_PASCAL_CASE: 'ERROR' } } });
    expect((await lint()).stats.errorsCount).toBeGreaterThan(0);
  });
});
