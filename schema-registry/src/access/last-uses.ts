import { everyTenant, log, type Part, type Transaction } from '@fiscal/kit';
import { saveLastUses } from '../store/index.ts';

const everyMs = 60_000;

/** Remembers when keys were last used and writes it down once a minute, all at once, and when it is stopped. */
export function createLastUses(transact: Transaction, now: () => Date): Part & { used(keyId: string): void } {
  let uses = new Map<string, Date>();
  const flush = async () => {
    if (uses.size === 0) return;
    const written = uses;
    uses = new Map();
    await transact(everyTenant, (db) => saveLastUses(db, written)).catch((error: unknown) => {
      log.warn({ err: error, keys: written.size }, 'the last use of keys could not be written down');
    });
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    name: 'last uses of keys',
    used: (keyId) => void uses.set(keyId, now()),
    async start() {
      timer = setInterval(() => void flush(), everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
