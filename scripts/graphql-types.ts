import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';

/**
 * The subgraphs, each with what its resolvers hand from parent to child where that is not the GraphQL type itself:
 * `{ Invoice: '../domain/invoice.ts#Invoice' }`, relative to src/graphql.
 */
const mappersOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  auth: {
    User: '../domain/user.ts#User as UserModel',
    Organization: '../domain/organization.ts#Organization as OrganizationModel',
    Session: '../use-cases/signed-in.ts#SignedIn',
  },
  invoice: {
    Invoice: '../domain/invoice.ts#Invoice as InvoiceModel',
    InvoiceTransition: '../store/index.ts#Transition',
  },
  analytics: { Taxpayer: '../domain/figures.ts#TaxpayerReference' },
  notification: {
    Notification: '../domain/notification.ts#Notification as NotificationModel',
    Webhook: '../domain/webhook.ts#Webhook as WebhookModel',
    Invoice: '../domain/notification.ts#InvoiceReference',
  },
};

/** Every custom scalar travels as the string that the contract describes. */
const scalars = { RFC: 'string', Decimal: 'string', Date: 'string', DateTime: 'string' };

/** Resolver types of one subgraph's schema, as TypeScript that Node can strip. */
async function resolverTypes(name: string, mappers: Readonly<Record<string, string>>): Promise<string> {
  return codegen({
    filename: 'generated.ts',
    schema: parse(await readFile(join('subgraphs', name, 'contract/schema.graphql'), 'utf8')),
    documents: [],
    pluginMap: { typescript, resolvers },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    config: {
      federation: true,
      enumsAsTypes: true,
      useTypeImports: true,
      scalars,
      immutableTypes: true,
      defaultScalarType: 'unknown',
      mappers: Object.fromEntries(Object.entries(mappers).map(([type, model]) => [type, `${model} as ${type}Model`])),
      contextType: './context.ts#GraphqlContext',
    },
  });
}

const outDir = process.argv[2] ?? '.';
for (const [name, mappers] of Object.entries(mappersOf)) {
  const target = join(outDir, 'subgraphs', name, 'src/graphql/generated.ts');
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, await resolverTypes(name, mappers));
}
