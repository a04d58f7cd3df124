import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

export type BrokerIdentity = {
  readonly clusterId: string;
  /** An id for a producer that none had before, also not before a restart. */
  readonly nextProducerId: () => number;
};

const stored = z.object({ clusterId: z.string(), producerIds: z.int() });
/** Ids are set aside this many at a time, so that only every thousandth costs a write. */
const blockSize = 1000;

/** Reads who this broker is from a file, or makes it up once. */
export function openBrokerIdentity(path: string): BrokerIdentity {
  const known = existsSync(path) ? stored.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
  const clusterId = known?.clusterId ?? randomUUID();
  let next = known?.producerIds ?? 0;
  let reserved = next;
  function save(): void {
    const draft = `${path}.new`;
    writeFileSync(draft, JSON.stringify({ clusterId, producerIds: reserved }), { flush: true });
    renameSync(draft, path);
  }
  save();
  return {
    clusterId,
    nextProducerId() {
      if (next === reserved) {
        reserved += blockSize;
        save();
      }
      next += 1;
      return next - 1;
    },
  };
}
