import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen, urlOf } from '@fiscal/kit';
import { exportJWK, generateKeyPair } from 'jose';
import { startIssuer } from '../../test/issuer.ts';
import type { Setting } from '../contenders.ts';
import { rightAnswer } from './answer.ts';
import { composeShop } from './compose.ts';
import { type Shape, shapes } from './operations.ts';
import { serveShop } from './serve.ts';

export type Shop = {
  readonly setting: Setting;
  /** What a signed-in client sends. */
  readonly headers: Readonly<Record<string, string>>;
  rightAnswer(shape: Shape): Promise<string>;
  close(): Promise<void>;
};

/** Opens the shop on a free port, with an issuer of tokens beside it. */
export async function openShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const server = serveShop();
  await listen(server, '127.0.0.1', 0);
  const origin = urlOf(server);
  const supergraph = composeShop(origin);
  const supergraphPath = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphPath, supergraph);
  const heavyPath = join(folder, 'heavy.json');
  for (const shape of shapes)
    if (shape.name === 'heavy') writeFileSync(heavyPath, await rightAnswer(supergraph, shape));
  const issuer = await startIssuer();
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const internalKey = JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'gateway', alg: 'EdDSA' });
  return {
    setting: {
      supergraphPath,
      collectorUrl: origin,
      subgraphUrl: `${origin}/catalog`,
      jwksUrl: issuer.jwksUrl,
      internalKey,
      heavyPath,
    },
    // The longest measures take more than an hour.
    headers: { authorization: `Bearer ${await issuer.token({}, { expiresInSeconds: 7_200 })}` },
    rightAnswer: (shape) => rightAnswer(supergraph, shape),
    async close() {
      rmSync(folder, { recursive: true });
      await issuer.stop();
      server.close();
    },
  };
}
