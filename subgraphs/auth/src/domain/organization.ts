import type { Tier } from '@fiscal/kit';

/** A tenant: users, tax ids and everything kept for them belong to exactly one. */
export type Organization = {
  readonly id: string;
  readonly name: string;
  readonly tier: Tier;
  readonly rfcs: readonly string[];
  readonly createdAt: Date;
};

/** Stands where an organisation would: for what concerns none. Row-level security shows it no organisation's rows. */
export const noTenant = '-';
