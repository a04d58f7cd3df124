import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { openBrokerIdentity } from './broker-identity.ts';

it('gives every producer another id, over many restarts, and the cluster one id for ever', () => {
  const dir = mkdtempSync(join(tmpdir(), 'identity-'));
  const path = join(dir, 'broker.json');
  const first = openBrokerIdentity(path);
  const ids = Array.from({ length: 2500 }, first.nextProducerId);
  for (let restart = 0; restart < 3; restart += 1) {
    const again = openBrokerIdentity(path);
    expect(again.clusterId).toBe(first.clusterId);
    ids.push(again.nextProducerId());
  }
  expect(new Set(ids).size).toBe(2503);
  rmSync(dir, { recursive: true });
});
