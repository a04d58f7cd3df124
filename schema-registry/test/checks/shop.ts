import { expect } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { addUsage } from '../../src/store/index.ts';
import { type RegistryHouse, startRegistryHouse } from '../registry-house.ts';

/** What the tests publish. */
export const users = `type Query { me: User old: String }
type User @key(fields: "id") { id: ID! name: String nick: String }
`;

/** A part of a check as the platform API tells it. */
export type Task = {
  readonly __typename: string;
  readonly status: string;
  readonly coreSchemaModified?: boolean;
  // What it holds differs from part to part; the tests know what they ask for.
  // biome-ignore lint/suspicious/noExplicitAny: of an answer
  readonly result?: any;
  // biome-ignore lint/suspicious/noExplicitAny: of an answer
  readonly results?: any;
};

/** A check as it stands. */
export type Check = { readonly id: string; readonly status: string; tasks: readonly Task[]; of(name: string): Task };

type Submitted = { readonly __typename: string; readonly workflowID: string; readonly message?: string };
type Options = {
  readonly branch?: string;
  readonly commit?: string;
  readonly config?: object;
  readonly name?: string;
  readonly key?: string;
  variant?: string;
};

/** A registry with the graph `shop`, of which `users` is published. */
export type Shop = {
  readonly house: RegistryHouse;
  publish(name: string, sdl: string): Promise<void>;
  submit(sdl: string, options?: Options): Promise<Submitted>;
  check(sdl: string, options?: Options): Promise<Check>;
  read(id: string): Promise<Check>;
  set(settings: object, variant?: string): Promise<void>;
  /** Has a client have sent an operation within this hour. */
  sent(
    name: string,
    document: string,
    clients: readonly [name: string, version: string, requests: number][],
    fields?: readonly string[],
  ): Promise<void>;
  post(
    path: string,
    body: object,
    method?: string,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
};

const publishing = `mutation ($sdl: String!, $name: String!) { graph(id: "shop") {
  publishSubgraph(name: $name, url: "http://u", revision: "", activePartialSchema: { sdl: $sdl }, graphVariant: "current") {
    errors { message } } } }`;
const submitting = `mutation ($variant: String!, $input: SubgraphCheckAsyncInput!) { graph(id: "shop") { variant(name: $variant) {
  submitSubgraphCheckAsync(input: $input) { __typename
    ... on CheckRequestSuccess { targetURL workflowID }
    ... on InvalidInputError { message } ... on PermissionError { message } } } } }`;
const change =
  'severity code description fingerprint level failing affectedOperationCount affectedOperations { name requests certain clients { name requests } } approval { reason }';
const reading = `query ($id: ID!) { graph(id: "shop") { checkWorkflow(id: $id) { id status tasks { __typename status targetURL
  ... on CompositionCheckTask { coreSchemaModified result { errors { message code locations { line column } } } }
  ... on OperationsCheckTask { result { checkSeverity numberOfCheckedOperations changes { ${change} } } }
  ... on LintCheckTask { result { diagnostics { rule level coordinate fingerprint } stats { errorsCount } } }
  ... on CustomCheckTask { result { violations { level rule message coordinate fingerprint sourceLocations { subgraphName start { line column byteOffset } } } } }
  ... on DownstreamCheckTask { results { downstreamVariantName failsUpstreamWorkflow errors { message } changes { ${change} } } } } } } }`;
const setting = `mutation ($variant: String!, $settings: JSON!) { graph(id: "shop") { variant(name: $variant) {
  updateCheckSettings(settings: $settings) } } }`;

/** Opens the shop; `settings` are variables of the registry's environment that a test wants otherwise. */
export async function openShop(settings: Record<string, string> = {}): Promise<Shop> {
  const house = await startRegistryHouse(settings);
  const ask = async (query: string, variables: object, key = house.adminKey) => {
    const { data, errors } = await house.ask(query, { ...variables }, { key });
    if (errors) throw new Error(JSON.stringify(errors));
    // biome-ignore lint/suspicious/noExplicitAny: of an answer
    return data as any;
  };
  const publish = async (name: string, sdl: string) => void (await ask(publishing, { name, sdl }));
  const submit = async (sdl: string, options: Options = {}) => {
    const { branch = 'main', commit, config = {}, name = 'users', key, variant = 'current' } = options;
    const gitContext = { branch, commit };
    const input = { subgraphName: name, proposedSchema: sdl, config, gitContext, isSandbox: false };
    const { graph } = await ask(submitting, { variant, input }, key);
    return graph.variant.submitSubgraphCheckAsync;
  };
  const read = async (id: string): Promise<Check> => {
    const { graph } = await ask(reading, { id });
    const workflow = graph.checkWorkflow;
    const of = (name: string) => workflow.tasks.find(({ __typename }: Task) => __typename === `${name}CheckTask`);
    return { ...workflow, of };
  };
  await publish('users', users);
  return {
    house,
    publish,
    submit,
    read,
    async check(sdl, options) {
      const { workflowID } = await submit(sdl, options);
      // On a busy machine it may take longer than whoever submits is kept waiting.
      return eventually(async () => {
        const check = await read(workflowID);
        expect(check.tasks.map((task) => task.status)).not.toContain('PENDING');
        return check;
      });
    },
    set: async (given, variant = 'current') => void (await ask(setting, { settings: given, variant })),
    sent: (name, document, clients, fields = []) =>
      house.look((db) => addUsage(db, current, [{ ...operationOf(name, document, clients), fields }], new Date())),
    async post(path, body, method = 'POST') {
      const headers = { 'content-type': 'application/json', 'x-api-key': house.adminKey };
      const response = await fetch(new URL(path, house.url), {
        method,
        headers,
        ...(method === 'POST' && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

const current = { graphId: 'shop', variant: 'current' };
const hourMs = 3_600_000;

function operationOf(name: string, document: string, clients: readonly [string, string, number][]) {
  const hour = new Date(Math.floor(Date.now() / hourMs) * hourMs);
  const uses = clients.map(([client, version, requests]) => ({
    client: { name: client, version },
    hour,
    requests,
    errors: 0,
  }));
  return { signatureHash: `hash of ${name} ${document}`, name, document, inputs: [], uses };
}
