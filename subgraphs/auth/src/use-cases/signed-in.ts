import type { AccessToken } from '../credentials/access-tokens.ts';
import type { User } from '../domain/user.ts';

/** What a client gets for proving who its user is. */
export type SignedIn = AccessToken & { readonly refreshToken: string; readonly user: User };
