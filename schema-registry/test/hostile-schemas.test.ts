import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { publishAll, readServed } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

jest.setTimeout(240_000);

const plain = 'type Query { a: Int }';
const depth = 60_000;
const deep: Readonly<Record<string, string>> = {
  'lists of lists': `type Query { a: ${'['.repeat(depth)}Int${']'.repeat(depth)} }`,
  'values in values': `directive @d(a: [Int]) on OBJECT type Query @d(a: ${'['.repeat(depth)}${']'.repeat(depth)}) { a: Int }`,
  'sets in sets of fields': `type Query { a: T } type T @key(fields: "${'a { '.repeat(20_000)}id${' }'.repeat(20_000)}") { id: ID! a: T }`,
  'a default in defaults': `input I { i: I } type Query { a(i: I = ${'{ i: '.repeat(depth)}null${' }'.repeat(depth)}): Int }`,
};

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse();
  await publishAll(house, 'shop@current', [{ name: 'a', sdl: plain }]);
  await house.ask(
    'mutation ($sdl: String!) { graph(id: "shop") { uploadSchema(tag: "mono", schemaDocument: $sdl) { code } } }',
    {
      sdl: plain,
    },
  );
});
afterAll(() => house.stop());

describe.each(Object.entries(deep))('a schema of %s', (_, sdl) => {
  it('is refused, and not for a fault of ours', async () => {
    const { errors = [], launch } = await publishAll(house, 'shop@current', [{ name: 'a', sdl }]);
    const codes = errors.map(({ extensions }) => extensions.code);
    expect({ codes, launch }).toEqual({ codes: ['INVALID_GRAPHQL'], launch: undefined });
    const upload =
      'mutation ($sdl: String!) { graph(id: "shop") { uploadSchema(tag: "mono", schemaDocument: $sdl) { code success } } }';
    const uploaded = await house.ask(upload, { sdl });
    expect(uploaded).toEqual({ data: { graph: { uploadSchema: { code: 'INVALID_GRAPHQL', success: false } } } });
    const lint = 'mutation ($sdl: String!) { graph(id: "shop") { lintSchema(sdl: $sdl) { stats { errorsCount } } } }';
    const linted = await house.ask(lint, { sdl });
    const lintCodes = (linted.errors ?? []).map(({ extensions }) => extensions.code);
    expect(lintCodes.filter((code) => /INTERNAL|WORK_FAILED/.test(code))).toEqual([]);
    expect((await readServed(house, 'shop'))?.currentLaunch?.apiSchema).toContain(' a: Int');
  });
});

describe('names that every object of JavaScript has', () => {
  it('are names as any other, of subgraphs, types, fields and values', async () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const sdl = (name: string, index: number) =>
      `type Query { ${name}: ${name} } type ${name} @key(fields: "${name}") { ${name}: ID! of(${name}: in${index}): Int }
       input in${index} { ${name}: e${index} } enum e${index} { ${name} }`;
    const { launch, errors } = await publishAll(
      house,
      'names@current',
      names.map((name, index) => ({ name, sdl: sdl(name, index) })),
    );
    expect({ errors, launch }).toMatchObject({ errors: undefined, launch: { status: 'succeeded' } });
    const changed = names.map((name, index) => ({ name, sdl: `${sdl(name, index).replace('): Int', '): Float')}` }));
    const check = `mutation ($input: SubgraphCheckAsyncInput!) { graph(id: "names") { variant(name: "current") {
      submitSubgraphCheckAsync(input: $input) { __typename ... on CheckRequestSuccess { workflowID } } } } }`;
    for (const { name, sdl: proposedSchema } of changed) {
      const input = {
        subgraphName: name,
        proposedSchema,
        config: {},
        gitContext: {},
        graphRef: 'names@current',
        isSandbox: false,
      };
      const { data, errors } = await house.ask(check, { input });
      expect(errors).toBeUndefined();
      const id = (data as { graph: { variant: { submitSubgraphCheckAsync: { workflowID: string } } } }).graph.variant
        .submitSubgraphCheckAsync.workflowID;
      const read = `query ($id: ID!) { graph(id: "names") { checkWorkflow(id: $id) { status tasks { __typename
        ... on CompositionCheckTask { result { errors { message } } } } } } }`;
      const found = (await house.ask(read, { id })).data;
      expect(found).toMatchObject({ graph: { checkWorkflow: { status: 'FAILED' } } });
      expect(JSON.stringify(found)).not.toContain('reason of the registry');
    }
  });
});
