import { type NotificationKind, notificationKinds } from './notification.ts';

/** What a user wants to hear of in the application, and by e-mail as well. */
export type Preferences = {
  readonly kinds: readonly NotificationKind[];
  readonly emailKinds: readonly NotificationKind[];
};

/** Everything is shown; only what went wrong is mailed. */
export const defaultPreferences: Preferences = {
  kinds: notificationKinds,
  emailKinds: ['INVOICE_REJECTED', 'INVOICE_FAILED', 'LOGIN_FAILED'],
};

/** The preferences with the changes made; what is not given stays. Kinds are kept once each. */
export function change(
  preferences: Preferences,
  changes: {
    readonly kinds?: readonly NotificationKind[] | null;
    readonly emailKinds?: readonly NotificationKind[] | null;
  },
): Preferences {
  return {
    kinds: [...new Set(changes.kinds ?? preferences.kinds)],
    emailKinds: [...new Set(changes.emailKinds ?? preferences.emailKinds)],
  };
}
