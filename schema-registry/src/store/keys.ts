import type { Db } from '@fiscal/kit';
import type { ApiKey, Secret } from '../domain/key.ts';

type Row = {
  id: string;
  name: string;
  type: ApiKey['type'];
  grants: ApiKey['grants'];
  masked: string;
  created_at: Date;
  created_by: string;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const select = `select api_key.*, secret.masked from api_key
  join lateral (select masked from api_key_secret where key_id = api_key.id order by created_at desc limit 1) secret on true`;

/** A key that a secret opens, and until when it does. */
export type OpenedKey = { readonly key: ApiKey; readonly opensUntil: Date | null };

/** The key of a secret: neither revoked nor expired, by the given time. */
export async function keyBySecret(db: Db, hash: string, at: Date): Promise<OpenedKey | undefined> {
  const { rows } = await db.query<Row & { opens_until: Date | null }>(
    `select api_key.*, secret.masked, least(api_key.expires_at, secret.expires_at) as opens_until
     from api_key_secret secret join api_key on api_key.id = secret.key_id
     where secret.hash = $1 and api_key.revoked_at is null
       and coalesce(least(api_key.expires_at, secret.expires_at), 'infinity') > $2`,
    [hash, at],
  );
  return rows.map((row) => ({ key: toKey(row), opensUntil: row.opens_until }))[0];
}

/** Keeps a new key. */
export async function addKey(db: Db, key: ApiKey, secret: Secret): Promise<void> {
  await db.query(
    `insert into api_key (id, name, type, grants, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [key.id, key.name, key.type, JSON.stringify(key.grants), key.createdAt, key.createdBy, key.expiresAt],
  );
  await addSecret(db, key.id, secret, key.createdAt);
}

/** Gives a key one more secret. */
export async function addSecret(db: Db, keyId: string, { hash, masked }: Secret, at: Date): Promise<void> {
  await db.query('insert into api_key_secret (hash, key_id, masked, created_at) values ($1, $2, $3, $4)', [
    hash,
    keyId,
    masked,
    at,
  ]);
}

/** Lets the secrets that a key has now end at a time, unless they end before. */
export async function endSecrets(db: Db, keyId: string, at: Date): Promise<void> {
  await db.query('update api_key_secret set expires_at = least(expires_at, $2) where key_id = $1', [keyId, at]);
}

/** The key of this id that nobody else changes until the transaction ends, unless it is revoked. */
export async function lockKey(db: Db, id: string): Promise<ApiKey | undefined> {
  if (!uuid.test(id)) return undefined;
  const { rows } = await db.query<Row>(`${select} where id = $1 and revoked_at is null for update of api_key`, [id]);
  return rows.map(toKey)[0];
}

/** At most `limit` keys that are not revoked, oldest first, after the key of the given id. */
export async function keysAfter(db: Db, after: string | null, limit: number): Promise<readonly ApiKey[]> {
  if (after !== null && !uuid.test(after)) return [];
  const { rows } = await db.query<Row>(
    `${select} where revoked_at is null
       and ($1::text is null or (created_at, id) > (select created_at, id from api_key where id = $1))
     order by created_at, id limit $2`,
    [after, limit],
  );
  return rows.map(toKey);
}

/** The key of this id, unless it is revoked. */
export async function keyById(db: Db, id: string): Promise<ApiKey | undefined> {
  if (!uuid.test(id)) return undefined;
  const { rows } = await db.query<Row>(`${select} where id = $1 and revoked_at is null`, [id]);
  return rows.map(toKey)[0];
}

/** Gives a key another name. */
export async function renameKey(db: Db, id: string, name: string): Promise<void> {
  await db.query('update api_key set name = $2 where id = $1', [id, name]);
}

/** Lets a key open nothing any more. What it did stays on record. */
export async function revokeKey(db: Db, id: string, at: Date): Promise<void> {
  await db.query('update api_key set revoked_at = $2 where id = $1', [id, at]);
}

/** Keeps when keys were last used, by id. */
export async function saveLastUses(db: Db, uses: ReadonlyMap<string, Date>): Promise<void> {
  await db.query(
    `update api_key set last_used_at = greatest(last_used_at, used.at)
     from unnest($1::text[], $2::timestamptz[]) as used (id, at) where api_key.id = used.id`,
    [[...uses.keys()], [...uses.values()]],
  );
}

function toKey(row: Row): ApiKey {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    grants: row.grants,
    masked: row.masked,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
