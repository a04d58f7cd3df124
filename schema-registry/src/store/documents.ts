import type { Db } from '@fiscal/kit';
import { hashOf } from '../domain/document.ts';

/** Keeps texts, each once, and gives their hashes in the same order. */
export async function saveDocuments(db: Db, texts: readonly string[]): Promise<readonly string[]> {
  const byHash = new Map(texts.map((text) => [hashOf(text), text]));
  // In one order, so that two who keep the same texts do not wait for each other.
  const hashes = [...byHash.keys()].sort();
  // One that could be removed by now is locked by being kept anew, until whatever refers to it is stored.
  await db.query(
    `insert into document (hash, text) select * from unnest($1::text[], $2::text[])
     on conflict (hash) do update set kept_at = now() where document.kept_at < now() - interval '1 day'`,
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

/** As `documentsByHash`, of those that together have at most so many bytes; which are left out is not said. */
export async function documentsWithin(
  db: Db,
  hashes: readonly string[],
  mostBytes: number,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ hash: string; text: string }>(
    `select hash, text from
       (select hash, text, sum(octet_length(text)) over (order by hash) as bytes from document where hash = any($1)) counted
     where bytes <= $2`,
    [hashes, mostBytes],
  );
  return new Map(rows.map(({ hash, text }) => [hash, text]));
}

/** Chunks of manifests that no list has any more are let go of; what is being kept anew is locked, and left out. */
async function letGoOfChunks(db: Db, before: Date, limit: number): Promise<void> {
  await db.query(
    `with free as (
       select document.hash from document join persisted_query_chunk using (hash)
       where kept_at < $1 and not exists (select from persisted_query_list where document.hash = any(chunks))
       limit $2 for update of document skip locked
     ) delete from persisted_query_chunk where hash in (select hash from free)`,
    [before, limit],
  );
}

/** Removes at most `limit` texts that nobody has kept since a time and nothing refers to; gives how many it were. */
export async function removeUnusedDocuments(db: Db, before: Date, limit: number): Promise<number> {
  await letGoOfChunks(db, before, limit);
  const { rowCount } = await db.query(
    `delete from document where kept_at < $1 and hash in (
       select hash from document where kept_at < $1
         and not exists (select from subgraph where sdl_hash = document.hash)
         and not exists (select from launch where supergraph_hash = document.hash)
         and not exists (select from launch where api_hash = document.hash)
         and not exists (select from launch where inputs @> jsonb_build_array(jsonb_build_object('sdlHash', document.hash)))
         and not exists (select from persisted_query_chunk where persisted_query_chunk.hash = document.hash)
       limit $2)`,
    [before, limit],
  );
  return rowCount ?? 0;
}
