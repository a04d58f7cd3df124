import type { Db } from '@fiscal/kit';
import type { JWK } from 'jose';
import type { SigningKey } from '../domain/signing-key.ts';

export type SigningKeyStore = {
  /** All published keys, oldest first. */
  all(): Promise<readonly SigningKey[]>;
  /** As `all`, and keeps every other replica from changing them until the transaction ends. */
  lockAll(): Promise<readonly SigningKey[]>;
  /** Makes the stored keys these. */
  replace(keys: readonly SigningKey[]): Promise<void>;
};

type Row = {
  kid: string;
  public_jwk: JWK;
  sealed_private_jwk: Buffer;
  published_at: Date;
  signing_since: Date | null;
  retired_at: Date | null;
};

const columns = 'kid, public_jwk, sealed_private_jwk, published_at, signing_since, retired_at';

/** Signing keys, in SQL. */
export function createSigningKeyStore(db: Db): SigningKeyStore {
  const all = async () =>
    (await db.query<Row>(`select ${columns} from signing_key order by published_at, kid`)).rows.map(toSigningKey);

  return {
    all,

    async lockAll() {
      await db.query('lock table signing_key in share row exclusive mode');
      return all();
    },

    async replace(keys) {
      await db.query('delete from signing_key');
      for (const key of keys) {
        await db.query(`insert into signing_key (${columns}) values ($1, $2, $3, $4, $5, $6)`, [
          ...[key.kid, key.publicJwk, key.sealedPrivateJwk],
          ...[key.publishedAt, key.signingSince, key.retiredAt],
        ]);
      }
    },
  };
}

function toSigningKey(row: Row): SigningKey {
  return {
    kid: row.kid,
    publicJwk: row.public_jwk,
    sealedPrivateJwk: row.sealed_private_jwk,
    publishedAt: row.published_at,
    signingSince: row.signing_since,
    retiredAt: row.retired_at,
  };
}
