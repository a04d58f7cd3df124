import { hash } from 'node:crypto';
import { log } from '@fiscal/kit';
import type { Redis } from 'ioredis';
import { createBoundedCache } from './bounded-cache.ts';

/** Texts of valid documents, by their SHA-256 in hexadecimal digits. */
export type PersistedStore = {
  /** A promise only when others have to be asked. Never rejects: what cannot be asked has nothing. */
  get(id: string): string | undefined | Promise<string | undefined>;
  put(id: string, text: string): void;
};

const maxTexts = 10_000;
const maxBytes = 32 * 1024 * 1024;
const complainEveryMs = 10_000;

type Kept = { readonly text: string; usedAt: number };

/** Keeps texts in this process: those used last, 32 MiB at most, and none for longer than `ttlMs` after its last use. */
export function createLocalStore(ttlMs: number, now: () => number): PersistedStore {
  const kept = createBoundedCache<Kept>(maxTexts, maxBytes);
  return {
    get(id) {
      const entry = kept.get(id);
      if (!entry || now() - entry.usedAt > ttlMs) return undefined;
      entry.usedAt = now();
      return entry.text;
    },
    put: (id, text) => kept.set(id, { text, usedAt: now() }, 2 * (id.length + text.length)),
  };
}

/**
 * Keeps texts for all gateways, and in this process what it has seen of them. Redis is told again of a text in use when
 * half of its time is over. While Redis is down or slow, each gateway has only what it was sent itself.
 */
export function createSharedStore(redis: Redis, ttlMs: number, now: () => number): PersistedStore {
  const local = createBoundedCache<{ readonly text: string; toldAt: number }>(maxTexts, maxBytes);
  let complainedAt = Number.NEGATIVE_INFINITY;
  const complain = (error: unknown) => {
    if (now() - complainedAt < complainEveryMs) return;
    complainedAt = now();
    log.warn({ err: error }, 'Redis does not keep documents; each gateway has its own');
  };
  const keep = (id: string, text: string) => local.set(id, { text, toldAt: now() }, 2 * (id.length + text.length));
  const tell = (id: string, text: string) => {
    keep(id, text);
    redis.set(keyOf(id), text, 'PX', ttlMs).catch(complain);
  };
  const ask = async (id: string): Promise<string | undefined> => {
    const text = await redis.getex(keyOf(id), 'PX', ttlMs).catch(complain);
    // What others can write to is not believed.
    if (typeof text !== 'string' || hash('sha256', text) !== id) return undefined;
    keep(id, text);
    return text;
  };
  return {
    get(id) {
      const entry = local.get(id);
      if (!entry) return ask(id);
      if (now() - entry.toldAt > ttlMs / 2) tell(id, entry.text);
      return entry.text;
    },
    put: tell,
  };
}

function keyOf(id: string): string {
  return `fiscal:document:${id}`;
}
