import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publishAll } from './publish.ts';
import { type RegistryHouse, startRegistryHouse } from './registry-house.ts';

let house: RegistryHouse;
beforeAll(async () => {
  house = await startRegistryHouse();
  await publishAll(house, 'shop@current', [{ name: 'a', sdl: 'type Query { a: Int }' }]);
});
afterAll(() => house.stop());

const inVariant = (field: string) => `graph(id: "shop") { variant(name: "current") { ${field} } }`;
const inOrganization = (field: string) => `organization(id: "default") { ${field} }`;

/** Everything that takes a text from a client which a database is asked for, or which is kept. */
const takers = [
  'query ($text: ID!) { graph(id: $text) { id } }',
  'query ($text: ID!) { variant(ref: $text) { __typename } }',
  'query ($text: String!) { graph(id: "shop") { variant(name: $text) { id } } }',
  `query ($text: ID!) { ${inVariant('subgraph(name: $text) { name }')} }`,
  `query ($text: ID!) { ${inVariant('launch(id: $text) { id }')} }`,
  `query ($text: ID!) { ${inOrganization('apiKey(keyId: $text) { id }')} }`,
  `query ($text: String!) { ${inOrganization('apiKeys(after: $text) { edges { node { id } } }')} }`,
  `query ($text: ID!) { ${inOrganization('audit(before: $text) { id }')} }`,
  'query ($text: ID!, $name: String!) { permissions(graphId: $text, variant: $name) }',
  `mutation ($text: ID!) { ${inOrganization('deleteKey(keyId: $text)')} }`,
  `mutation ($text: String!) { ${inOrganization('createKey(name: $text, type: OPERATOR) { id }')} }`,
  `mutation ($text: String!) { ${inOrganization('createScopedKey(name: "k", grants: [{ graphId: $text, permissions: [READ] }]) { id }')} }`,
  `mutation ($text: String!) { ${inOrganization('createScopedKey(name: "k", grants: [{ graphId: "shop", variants: [$text], subgraphs: [$text], permissions: [READ] }]) { id }')} }`,
  `mutation ($text: ID!) { ${inOrganization('createGraph(graphType: CLASSIC, hiddenFromUninvitedNonAdmin: false, id: $text, title: "t") { __typename }')} }`,
  `mutation ($text: String!) { ${inOrganization('createGraph(graphType: CLASSIC, hiddenFromUninvitedNonAdmin: false, id: "made", title: $text) { __typename }')} }`,
  `mutation ($text: String!) { ${inVariant('updateVariantReadme(readme: $text) { id }')} }`,
  `mutation ($text: ID!) { ${inVariant('promoteLaunch(launchId: $text) { id }')} }`,
  `mutation ($text: String!) { graph(id: "shop") { uploadSchema(tag: "mono", schemaDocument: $text) { code } } }`,
  `mutation ($text: String!) { graph(id: "shop") { uploadSchema(tag: $text, schemaDocument: "type Query { a: Int }") { code } } }`,
  `mutation ($text: String!) { graph(id: "shop") { publishSubgraph(name: $text, url: $text, revision: $text, graphVariant: $text,
     activePartialSchema: { sdl: $text }) { wasCreated } } }`,
  `mutation ($text: String!) { graph(id: "shop") { publishSubgraph(name: "a", url: "http://a", revision: "", graphVariant: "current",
     gitContext: { message: $text, branch: $text }, activePartialSchema: { sdl: "type Query { a: Int b: Int }" }) { wasCreated } } }`,
  `mutation ($text: String!) { graph(id: "shop") { removeImplementingServiceAndTriggerComposition(graphVariant: $text, name: $text, dryRun: true) { updatedGateway } } }`,
  `mutation ($text: String!) { graph(id: "shop") { upsertContractVariant(contractVariantName: "partner", sourceVariant: $text,
     initiateLaunch: true, filterConfig: { include: [], exclude: [] }) { __typename } } }`,
  `mutation ($text: String!) { graph(id: "shop") { upsertContractVariant(contractVariantName: $text, sourceVariant: "current",
     initiateLaunch: true, filterConfig: { include: [$text], exclude: [$text] }) { __typename } } }`,
];

const texts = {
  'a zero': 'type Query { a: Int } # \0',
  'half a character': 'type Query { a: Int } # \ud800',
  'an end of a line': 'type Query { a: Int } # \n\r',
  nothing: '',
  'a quote': `'; drop table launch; --`,
  'a name of all objects': '__proto__',
};

describe('a text from a client that has', () => {
  it.each(Object.entries(texts))('%s does what it can, and never finds a fault in us', async (_, text) => {
    for (const query of takers) {
      const { errors = [] } = await house.ask(query, { text, name: text });
      const codes = errors.map(({ extensions }) => extensions.code);
      expect({ query, codes }).toEqual({
        query,
        codes: codes.filter((code) => !['INTERNAL', 'BAD_REQUEST'].includes(code)),
      });
    }
    const { errors = [] } = await publishAll(house, 'shop@rest', [{ name: 'a', sdl: text }], {
      git: { message: text },
    });
    expect(errors.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL');
  });
});
