import type { Db } from '@fiscal/kit';
import type { NotificationKind } from '../domain/notification.ts';
import { defaultPreferences, type Preferences } from '../domain/preferences.ts';

type Row = { user_id: string; kinds: NotificationKind[]; email_kinds: NotificationKind[] };

/** What each of the users wants to hear of; who never said has the defaults. */
export async function preferencesOf(
  db: Db,
  organizationId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Preferences>> {
  const { rows } = await db.query<Row>(
    'select user_id, kinds, email_kinds from preference where organization_id = $1 and user_id = any($2)',
    [organizationId, userIds],
  );
  const said = new Map(rows.map((row) => [row.user_id, { kinds: row.kinds, emailKinds: row.email_kinds }]));
  return new Map(userIds.map((id) => [id, said.get(id) ?? defaultPreferences]));
}

/** Stores what a user wants to hear of, over what was said before. */
export async function savePreferences(
  db: Db,
  organizationId: string,
  userId: string,
  { kinds, emailKinds }: Preferences,
): Promise<void> {
  await db.query(
    `insert into preference (organization_id, user_id, kinds, email_kinds) values ($1, $2, $3, $4)
     on conflict (organization_id, user_id) do update set kinds = excluded.kinds, email_kinds = excluded.email_kinds`,
    [organizationId, userId, kinds, emailKinds],
  );
}
