import { generateInternalKeys, type Part } from '@fiscal/kit';
import { readConfig } from '../src/config/read-config.ts';
import { createGateway } from '../src/gateway.ts';
import { audienceName, type Issuer, issuerName, startIssuer } from './issuer.ts';
import { createSubgraphs, type Ledger, type RunningSubgraph } from './subgraphs.ts';

/** A gateway on a free port, with an issuer of tokens and four subgraphs behind it. */
export type House = {
  readonly url: string;
  readonly issuer: Issuer;
  readonly ledger: Ledger;
  readonly subgraphs: Record<string, RunningSubgraph>;
  openSubscriptions(): number;
  /** Sends an operation by POST. */
  ask(query: string, options?: AskOptions): Promise<{ status: number; headers: Headers; body: Body }>;
  stop(): Promise<void>;
};

export type AskOptions = {
  readonly variables?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
};

export type Body = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: Record<string, unknown>;
  }[];
  readonly extensions?: Record<string, unknown>;
};

export async function startHouse(env: Record<string, string> = {}, yaml = ''): Promise<House> {
  const { privateJwks, jwks } = await generateInternalKeys(['gateway']);
  const issuer = await startIssuer();
  const ledger: Ledger = { invoices: new Map(), seen: [] };
  const subgraphs = await createSubgraphs(jwks, ledger);
  for (const subgraph of Object.values(subgraphs)) await subgraph.start();
  const { parts, url, openSubscriptions } = await createGateway(
    readConfig(
      {
        HTTP_PORT: '0',
        LOG_LEVEL: 'silent',
        INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway),
        AUTH_JWKS_URL: issuer.jwksUrl,
        AUTH_ISSUER: issuerName,
        AUTH_AUDIENCE: audienceName,
        EXPOSE_SUBGRAPH_CALLS: 'true',
        RATE_LIMIT_ANONYMOUS: '1000000',
        ...Object.fromEntries(
          Object.entries(subgraphs).map(([name, part]) => [`${name.toUpperCase()}_URL`, `${part.url()}/graphql`]),
        ),
        ...env,
      },
      yaml,
    ),
  );
  for (const part of parts) await part.start();
  return {
    url: url(),
    openSubscriptions,
    issuer,
    ledger,
    subgraphs,
    ask: (query, options) => ask(url(), query, options),
    async stop() {
      await stopAll([...parts].reverse());
      await stopAll(Object.values(subgraphs));
      await issuer.stop();
    },
  };
}

async function ask(url: string, query: string, { variables, token, headers }: AskOptions = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

async function stopAll(parts: readonly Part[]): Promise<void> {
  for (const part of parts) await part.stop();
}
