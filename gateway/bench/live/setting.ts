import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { generateInternalKeys } from '@fiscal/kit';
import { startDevBroker } from '../../../test/backends/dev-broker.ts';
import { openPublisher, type Publisher } from '../../test/chaos/publish.ts';
import { audienceName, issuerName, person, startIssuer } from '../../test/issuer.ts';
import { createSubgraphs } from '../../test/subgraphs.ts';
import type { Gauge } from '../gauge.ts';
import { type Running, startContender } from '../process.ts';

/** A gateway on core 0 and all that it needs for live subscriptions. */
export type Setting = {
  readonly gateway: Running;
  readonly url: string;
  readonly publisher: Publisher;
  token(tenant: string): Promise<string>;
  /** What the gateway holds, after a collection of garbage. */
  gauge(): Promise<Gauge>;
  stop(): Promise<void>;
};

const settleMs = 21_000;

/**
 * Starts it all anew, so that no measure sees what another left. `isGauged`: garbage is collected every ten seconds, which
 * holds up what is delivered then.
 */
export async function openSetting(isGauged: boolean): Promise<Setting> {
  const broker = await startDevBroker();
  const publisher = await openPublisher(broker.brokers);
  const { privateJwks, jwks } = await generateInternalKeys(['gateway']);
  const issuer = await startIssuer();
  const subgraphs = await createSubgraphs(jwks, { invoices: new Map(), seen: [] });
  for (const each of Object.values(subgraphs)) await each.start();
  let latest: Gauge | undefined;
  const env = {
    LOG_LEVEL: 'silent',
    ROUTER_CONFIG: fileURLToPath(new URL('router.yaml', import.meta.url)),
    INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.gateway),
    AUTH_JWKS_URL: issuer.jwksUrl,
    AUTH_ISSUER: issuerName,
    AUTH_AUDIENCE: audienceName,
    KAFKA_BROKERS: broker.brokers.join(','),
    ...Object.fromEntries(
      Object.entries(subgraphs).map(([name, part]) => [`${name.toUpperCase()}_URL`, `${part.url()}/graphql`]),
    ),
  };
  const contender = { name: 'gateway', module: fileURLToPath(new URL('../../src/main.ts', import.meta.url)), env };
  const watch = {
    flags: ['--expose-gc', '--import', fileURLToPath(new URL('../gauge.ts', import.meta.url))],
    onMessage: (message: unknown) => {
      latest = message as Gauge;
    },
  };
  const gateway = await startContender(contender, isGauged ? watch : undefined);
  return {
    gateway,
    url: `ws://${gateway.url.host}/graphql`,
    publisher,
    token: (tenant) => issuer.token(person(`user-of-${tenant}`, tenant), { expiresInSeconds: 3_600 }),
    async gauge() {
      // It tells every ten seconds; the second one has nothing in it of before.
      await delay(settleMs);
      if (!latest) throw new Error('the gateway tells nothing');
      return latest;
    },
    async stop() {
      gateway.stop();
      await publisher.stop();
      await broker.stop();
      await Promise.all(Object.values(subgraphs).map((each) => each.stop()));
      await issuer.stop();
    },
  };
}
