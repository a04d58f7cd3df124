import type { Db } from '@fiscal/kit';
import { hashOf } from '../domain/document.ts';

/** Keeps texts, each once, and gives their hashes in the same order. */
export async function saveDocuments(db: Db, texts: readonly string[]): Promise<readonly string[]> {
  const byHash = new Map(texts.map((text) => [hashOf(text), text]));
  // In one order, so that two who keep the same texts do not wait for each other.
  const hashes = [...byHash.keys()].sort();
  await db.query(
    'insert into document (hash, text) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    [hashes, hashes.map((hash) => byHash.get(hash))],
  );
  return texts.map(hashOf);
}

/** The texts of these hashes, by hash; those that are not kept are left out. */
export async function documentsByHash(db: Db, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ hash: string; text: string }>(
    'select hash, text from document where hash = any($1)',
    [hashes],
  );
  return new Map(rows.map(({ hash, text }) => [hash, text]));
}
