import type { Identity, UserIdentity } from '@fiscal/kit';
import type { Service } from './service.ts';

/** Where to ask, and how the gateway signs. */
export type Door = Pick<Service, 'url'> & { readonly mints: Pick<Service['mints'], 'gateway'> };

export type Answer<D> = {
  /** What the query of the test selects; null beside errors. */
  readonly data: D;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
};

/** Asks the GraphQL door as the gateway would on behalf of that identity. `D` is what the query selects. */
export async function ask<D>(
  service: Door,
  identity: Identity,
  query: string,
  variables: object = {},
): Promise<Answer<D>> {
  const token = await service.mints.gateway('invoice', identity);
  const response = await fetch(service.url(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(30_000),
  });
  // Each test names what its own query selects.
  return (await response.json()) as Answer<D>;
}

const createMutation = `mutation ($input: CreateInvoiceInput!) {
  createInvoice(input: $input) { created invoice { id status version checksum sizeBytes issuer { rfc } } }
}`;

type Sent = {
  readonly createInvoice: {
    readonly created: boolean;
    readonly invoice: {
      readonly id: string;
      readonly status: string;
      readonly version: number;
      readonly checksum: string;
    };
  };
};

/** Sends a document; `document` goes in as base64 unless the input has its own content or URL. */
export function send(service: Door, identity: Identity, document: string, input: object = {}): Promise<Answer<Sent>> {
  const content = 'url' in input ? undefined : Buffer.from(document).toString('base64');
  return ask(service, identity, createMutation, { input: { content, ...input } });
}

/** Sends a document and processes it to its end; returns its id. */
export async function sendAndProcess(service: Service, identity: UserIdentity, document: string): Promise<string> {
  const { data } = await send(service, identity, document);
  await service.processInvoice(identity.tenantId, data.createInvoice.invoice.id);
  return data.createInvoice.invoice.id;
}

/** The code of the only error of an answer. */
export function codeOf({ errors = [] }: Answer<unknown>): string | undefined {
  return errors.length === 1 ? errors[0]?.extensions.code : undefined;
}
