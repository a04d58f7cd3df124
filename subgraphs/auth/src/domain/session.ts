/** Why a session ended before its time. */
export type RevocationReason = 'LOGOUT' | 'TOKEN_REUSED' | 'USER_NOT_ACTIVE';

/** What began with one login: the family of all refresh tokens that follow from it. */
export type Session = {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly createdAt: Date;
  /** When its last refresh token ends. */
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

/** A refresh token as it is kept: good for one use, and remembered until it ends so that a second use is noticed. */
export type RefreshToken = {
  readonly hash: Buffer;
  readonly sessionId: string;
  readonly organizationId: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
};

/** What a refresh token may do now: give the next session, betray a copy, or nothing. */
export type RefreshVerdict = 'rotate' | 'reused' | 'invalid';

const refreshTokenDays = 30;

/** When a refresh token given now ends. */
export function refreshTokenEnd(now: Date): Date {
  return new Date(now.getTime() + refreshTokenDays * 86_400_000);
}

/** Whether the session is good now. */
export function isAlive(session: Session, now: Date): boolean {
  return session.revokedAt === null && session.expiresAt > now;
}

/** A used token is «reused» even after its family is revoked, so that every user of a copy learns the same. */
export function judgeRefresh(token: RefreshToken, session: Session, now: Date): RefreshVerdict {
  if (token.usedAt !== null) return 'reused';
  return isAlive(session, now) && token.expiresAt > now ? 'rotate' : 'invalid';
}
