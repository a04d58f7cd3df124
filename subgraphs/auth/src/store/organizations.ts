import type { Db, Tier } from '@fiscal/kit';
import type { Organization } from '../domain/organization.ts';
import { refuseDuplicate } from './unique.ts';

export type OrganizationStore = {
  /** Refuses RFC_TAKEN when another organisation owns one of the RFCs. */
  add(organization: Organization): Promise<void>;
  byId(tenantId: string): Promise<Organization | undefined>;
  /** Holds the organisation until the transaction ends: rules over all its users are checked one at a time. */
  lock(tenantId: string): Promise<void>;
};

type Row = { id: string; name: string; tier: Tier; rfcs: string[]; created_at: Date };

/** Organisations and the RFCs they own, in SQL. */
export function createOrganizationStore(db: Db): OrganizationStore {
  return {
    async add({ id, name, tier, rfcs, createdAt }) {
      await db.query('insert into organization (id, name, tier, created_at) values ($1, $2, $3, $4)', [
        id,
        name,
        tier,
        createdAt,
      ]);
      const owned = db.query('insert into taxpayer (rfc, tenant_id) select unnest($1::text[]), $2', [rfcs, id]);
      await refuseDuplicate(owned, 'taxpayer_pkey', 'RFC_TAKEN', 'an organisation with this RFC has signed up already');
    },

    async byId(tenantId) {
      const { rows } = await db.query<Row>(
        `select o.id, o.name, o.tier, o.created_at,
                array(select rfc from taxpayer t where t.tenant_id = o.id order by rfc) as rfcs
           from organization o where o.id = $1`,
        [tenantId],
      );
      return rows.map(toOrganization)[0];
    },

    async lock(tenantId) {
      await db.query('select from organization where id = $1 for update', [tenantId]);
    },
  };
}

function toOrganization({ created_at, ...row }: Row): Organization {
  return { ...row, createdAt: created_at };
}
