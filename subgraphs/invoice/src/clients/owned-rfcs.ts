import { createBoundedCache } from '@fiscal/kit';
import type { AuthServiceClient } from './generated/auth.ts';

/** The RFCs that an organisation owns. */
export type OwnedRfcs = {
  /** As they were at most 60 s ago. */
  recent(tenantId: string): Promise<readonly string[]>;
  /** As they are now. */
  fresh(tenantId: string): Promise<readonly string[]>;
};

const maxAgeMs = 60_000;
const maxOrganizations = 10_000;

/**
 * Asks auth, on this service's own behalf, and remembers its answers for 60 s, of the 10,000 organisations that were
 * asked about last. A failure is not remembered. Refuses as auth does: ORGANIZATION_NOT_FOUND, SERVICE_UNAVAILABLE.
 */
export function createOwnedRfcs(auth: Pick<AuthServiceClient, 'getOrganization'>, now: () => Date): OwnedRfcs {
  const known = createBoundedCache<readonly string[]>(maxOrganizations, () => now().getTime());
  async function fresh(tenantId: string): Promise<readonly string[]> {
    const { organization } = await auth.getOrganization({ organizationId: tenantId });
    const rfcs = organization?.rfcs ?? [];
    known.set(tenantId, rfcs, now().getTime() + maxAgeMs);
    return rfcs;
  }
  return {
    fresh,
    recent: async (tenantId) => known.get(tenantId) ?? fresh(tenantId),
  };
}
