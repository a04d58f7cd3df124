import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { generateInternalKeys } from '@fiscal/kit';
import { audienceName, type Issuer, issuerName, startIssuer } from '../issuer.ts';
import { createSubgraphs, type Ledger } from '../subgraphs.ts';

/** What the gateway's process has cost: CPU time of all its threads, and what its main thread holds. */
export type Measure = {
  readonly url: string;
  readonly cpuMs: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
};

/** A gateway in a process of its own, so that nothing else is counted for it. */
export type MeasuredGateway = {
  readonly url: string;
  readonly port: number;
  /** A good access token. */
  readonly token: string;
  /** What subgraphs were asked: an attack that is refused asks nothing. */
  readonly ledger: Ledger;
  /** `collected`: after garbage is taken away, which costs time itself. */
  measure(what?: 'now' | 'collected'): Promise<Measure>;
  stop(): Promise<void>;
};

const file = fileURLToPath(new URL('measured-process.ts', import.meta.url));
const many = '100000000';
const patienceMs = 60_000;

/** Starts it with the house's subgraphs behind it, and with limits on how often one may ask out of the way. */
export async function startMeasured(yaml: string): Promise<MeasuredGateway> {
  const { privateJwks, jwks } = await generateInternalKeys(['gateway']);
  const issuer = await startIssuer();
  const ledger: Ledger = { invoices: new Map(), seen: [] };
  const subgraphs = await createSubgraphs(jwks, ledger);
  for (const subgraph of Object.values(subgraphs)) await subgraph.start();
  const urls = Object.entries(subgraphs).map(([name, part]) => [`${name.toUpperCase()}_URL`, `${part.url()}/graphql`]);
  const child = fork(file, {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    env: {
      ...environment(issuer, JSON.stringify(privateJwks.gateway)),
      ...Object.fromEntries(urls),
      ROUTER_YAML: yaml,
    },
  });
  const stop = async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    for (const subgraph of Object.values(subgraphs)) await subgraph.stop();
    await issuer.stop();
  };
  const { url } = await hear(child).catch((error: unknown) => stop().then(() => Promise.reject(error)));
  const measure = (what: 'now' | 'collected' = 'now') => {
    child.send(what);
    return hear(child);
  };
  return {
    url,
    port: Number(new URL(url).port),
    token: await issuer.token(),
    ledger,
    measure,
    stop,
  };
}

function environment(issuer: Issuer, key: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HTTP_PORT: '0',
    LOG_LEVEL: 'silent',
    INTERNAL_PRIVATE_JWK: key,
    AUTH_JWKS_URL: issuer.jwksUrl,
    AUTH_ISSUER: issuerName,
    AUTH_AUDIENCE: audienceName,
    RATE_LIMIT_ANONYMOUS: many,
    RATE_LIMIT_FREE: many,
    RATE_LIMIT_PRO: many,
    READ_TIMEOUT_MS: '1000',
  };
}

async function hear(child: ChildProcess): Promise<Measure> {
  if (child.exitCode !== null || child.signalCode !== null) throw new Error('the gateway has ended');
  // It says nothing else.
  const [measure] = (await once(child, 'message', { signal: AbortSignal.timeout(patienceMs) })) as [Measure];
  return measure;
}
