/** Somebody's word that a change may be made although it fails checks. */
export type Approval = {
  readonly id: string;
  readonly graphId: string;
  /** The variant and its previews. */
  readonly family: string;
  readonly branch: string;
  /** Of the change. */
  readonly fingerprint: string;
  /** What the change is, for people who read it later. */
  readonly description: string;
  readonly reason: string;
  /** The name of the key that approved. */
  readonly approvedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
};

/** Whether an approval still holds. */
export function holds({ expiresAt, revokedAt }: Approval, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}
