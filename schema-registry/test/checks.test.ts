import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

const users = 'type Query { me: User old: String }\ntype User @key(fields: "id") { id: ID! name: String }\n';

const publish = `mutation ($sdl: String!, $name: String!) { graph(id: "shop") {
  publishSubgraph(name: $name, url: "http://u", revision: "", activePartialSchema: { sdl: $sdl }, graphVariant: "current") {
    errors { message } wasUpdated } } }`;
const submit = `mutation ($name: String!, $input: SubgraphCheckAsyncInput!) { graph(id: "shop") { variant(name: $name) {
  submitSubgraphCheckAsync(input: $input) { __typename
    ... on CheckRequestSuccess { targetURL workflowID }
    ... on InvalidInputError { message } ... on PermissionError { message } } } } }`;
const result = `query ($id: ID!) { graph(id: "shop") { checkWorkflow(id: $id) { status tasks { __typename status targetURL
  ... on CompositionCheckTask { coreSchemaModified result { errors { message code locations { line column } } } }
  ... on OperationsCheckTask { result { checkSeverity numberOfCheckedOperations
      changes { severity code description fingerprint affectedOperationCount } } }
  ... on LintCheckTask { result { stats { errorsCount } } }
  ... on CustomCheckTask { result { violations { level rule message } } }
  ... on DownstreamCheckTask { results { downstreamVariantName failsUpstreamWorkflow } } } } } }`;

// The tests know the shape of what they ask for.
// biome-ignore lint/suspicious/noExplicitAny: of an answer
type Any = any;

describe('a check', () => {
  let house: RegistryHouse;

  beforeAll(async () => {
    house = await startRegistryHouse();
    console.log(JSON.stringify(await house.ask(publish, { sdl: users, name: 'users' })));
  });
  afterAll(() => house.stop());

  it('passes a change that adds something', async () => {
    const input = { subgraphName: 'users', proposedSchema: `${users} extend type Query { more: Int }`, config: {}, gitContext: {}, isSandbox: false };
    const { data }: Any = await house.ask(submit, { name: 'current', input });
    const { workflowID, __typename } = data.graph.variant.submitSubgraphCheckAsync;
    expect(__typename).toBe('CheckRequestSuccess');
    const checked = await house.ask(result, { id: workflowID });
    console.log(JSON.stringify(checked, null, 1));
  });
});
