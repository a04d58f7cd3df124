import { createBoundedCache } from '@fiscal/kit';
import type { Contact } from '../domain/recipients.ts';
import type { AuthServiceClient } from './generated/auth.ts';

/** An organisation's active users with their e-mail addresses. */
export type ReadContacts = (organizationId: string) => Promise<readonly Contact[]>;

const freshMs = 60_000;
const usableMs = 24 * 60 * 60 * 1000;
const mostOrganizations = 1000;

/**
 * Asks auth who is to be told. An answer is used for a minute and, while auth is away, for a day: telling somebody who
 * left today is better than telling nobody.
 */
export function createReadContacts(client: Pick<AuthServiceClient, 'listUsers'>, now: () => Date): ReadContacts {
  const known = createBoundedCache<{ readonly contacts: readonly Contact[]; readonly at: number }>(
    mostOrganizations,
    () => now().getTime(),
  );
  async function ask(organizationId: string): Promise<readonly Contact[]> {
    const { users } = await client.listUsers({ organizationId });
    const contacts = users.map(({ id, email }) => ({ userId: id, email }));
    const at = now().getTime();
    known.set(organizationId, { contacts, at }, at + usableMs);
    return contacts;
  }
  return async (organizationId) => {
    const last = known.get(organizationId);
    if (last && now().getTime() - last.at < freshMs) return last.contacts;
    try {
      return await ask(organizationId);
    } catch (error) {
      if (last) return last.contacts;
      throw error;
    }
  };
}
