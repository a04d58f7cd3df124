import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadSupergraph } from '../gateway/src/compiler/graph/load-supergraph.ts';
import { readLiveFields } from '../gateway/src/compiler/live/read-live-fields.ts';
import { composeFrom } from './compose.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fiscal-edfs-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const definitions = `
directive @edfs__kafkaPublish(topic: String!, providerId: String! = "default") on FIELD_DEFINITION
directive @edfs__kafkaSubscribe(topics: [String!]!, providerId: String! = "default") on FIELD_DEFINITION
directive @openfed__subscriptionFilter(condition: openfed__SubscriptionFilterCondition!) on FIELD_DEFINITION
scalar openfed__SubscriptionFilterValue
input openfed__SubscriptionFieldCondition { fieldPath: String! values: [openfed__SubscriptionFilterValue]! }
input openfed__SubscriptionFilterCondition {
  AND: [openfed__SubscriptionFilterCondition!]
  IN: openfed__SubscriptionFieldCondition
  NOT: openfed__SubscriptionFilterCondition
  OR: [openfed__SubscriptionFilterCondition!]
}`;

const staff = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { staff: [Employee] }
type Employee @key(fields: "id") { id: Int! name: String }
type Team @key(fields: "code place { city }") { code: ID! place: Place! }
type Place { city: String! }`;

async function liveFieldsOf(edfs: string, warnings: string[] = []) {
  await writeFile(join(folder, 'staff.graphql'), staff);
  await writeFile(join(folder, 'edg.graphql'), edfs);
  const config = join(folder, 'rover.yaml');
  const lines = ['staff: { routing_url: "http://staff", ', 'edg: { '].map(
    (line) => `  ${line}schema: { file: ./${line.slice(0, line.indexOf(':'))}.graphql } }`,
  );
  await writeFile(config, ['subgraphs:', ...lines].join('\n'));
  const sdl = await composeFrom(config, (text) => warnings.push(text));
  const { supergraph, subgraphs } = loadSupergraph(sdl);
  return { sdl, fields: readLiveFields(supergraph, subgraphs) };
}

const employee = 'type Employee @key(fields: "id", resolvable: false) { id: Int! @external }';

describe("WunderGraph's way to declare subscriptions", () => {
  it('is taken as it is', async () => {
    const { fields } = await liveFieldsOf(`${definitions}
      type Subscription {
        updated(employeeID: ID!): Employee!
          @edfs__kafkaSubscribe(topics: ["employeeUpdated", "other-{{ args.employeeID }}"], providerId: "my-kafka")
          @openfed__subscriptionFilter(condition: {
            OR: [
              { IN: { fieldPath: "id", values: ["{{ args.employeeID }}"] } },
              { NOT: { IN: { fieldPath: "team.code", values: [1, 3, "x"] } } },
            ]
          })
      }
      ${employee}`);
    expect(fields).toEqual([
      {
        name: 'updated',
        topics: [['employeeUpdated'], ['other-', { of: 'args', path: ['employeeID'] }]],
        types: undefined,
        entities: [
          {
            typename: 'Employee',
            key: [['id']],
            fields: [{ name: 'id', path: ['data', 'id'], type: { kind: 'leaf', name: 'Int', required: true } }],
          },
        ],
        typename: undefined,
        filter: {
          kind: 'or',
          conditions: [
            {
              kind: 'in',
              path: ['data', 'id'],
              constants: [],
              templates: [[{ of: 'args', path: ['employeeID'] }]],
            },
            {
              kind: 'not',
              condition: { kind: 'in', path: ['data', 'team', 'code'], constants: [1, 3, 'x'], templates: [] },
            },
          ],
        },
        overflow: 'disconnect',
        isPublic: false,
      },
    ]);
  });

  it('is taken without its definitions, beside a link to federation, with lists within arguments', async () => {
    const { fields } = await liveFieldsOf(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external"])
      type Subscription {
        updated(input: Ids!): Employee!
          @edfs__kafkaSubscribe(topics: ["employeeUpdated"])
          @openfed__subscriptionFilter(condition: { IN: { fieldPath: "id", values: ["{{ args.input.ids }}"] } })
      }
      input Ids { ids: [Int!]! }
      ${employee}`);
    expect(fields).toMatchObject([{ filter: { templates: [[{ of: 'args', path: ['input', 'ids'] }]] } }]);
  });

  it('may have keys within objects, and tell of one of several types', async () => {
    const { fields } = await liveFieldsOf(`
      type Subscription { any: Thing! @edfs__kafkaSubscribe(topics: ["things"]) }
      union Thing = Employee | Team
      ${employee}
      type Team @key(fields: "code place { city }", resolvable: false) @external { code: ID! place: Place! }
      type Place { city: String! @external }`);
    expect(fields).toMatchObject([
      {
        typename: ['data', '__typename'],
        entities: [
          { typename: 'Employee', key: [['id']] },
          {
            typename: 'Team',
            key: [['code'], ['place', 'city']],
            fields: [
              { name: 'code', path: ['data', 'code'] },
              { name: 'place', fields: [{ name: 'city', path: ['data', 'place', 'city'] }] },
            ],
          },
        ],
      },
    ]);
  });

  it('leaves out, and says so, what would write to a broker or needs another one', async () => {
    const warnings: string[] = [];
    const { sdl } = await liveFieldsOf(
      `${definitions}
      type Mutation { update(id: ID!, update: Update!): edfs__PublishResult! @edfs__kafkaPublish(topic: "updates") }
      input Update { name: String }
      type edfs__PublishResult { success: Boolean! }
      type Subscription {
        updated: Employee! @edfs__kafkaSubscribe(topics: ["employeeUpdated"])
        heard: Employee! @edfs__natsSubscribe(subjects: ["employees"])
      }
      ${employee}`,
      warnings,
    );
    expect(sdl).not.toMatch(/edfs__|openfed__|Mutation|heard/);
    expect(warnings).toEqual([
      'edg: Mutation.update is left out: the gateway has no @edfs__kafkaPublish',
      'edg: Subscription.heard is left out: the gateway has no @edfs__natsSubscribe',
    ]);
  });

  it('is held to the same rules', async () => {
    const events = `
      type Subscription {
        updated: Employee! @edfs__kafkaSubscribe(topics: ["a b"])
          @openfed__subscriptionFilter(condition: { IN: { fieldPath: "id", values: ["{{ args.x }}"] } })
      }
      ${employee}`;
    await expect(liveFieldsOf(events)).rejects.toThrow(/"a b" is no name of a topic\n.*has no argument x/);
  });
});
