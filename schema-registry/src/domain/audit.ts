/** Something that was done, by whom: what is to be written down. */
export type NewAuditEntry = {
  readonly at: Date;
  /** The key that did it: its name, and the end of its id. */
  readonly actor: string;
  /** `launch.publish`, `key.create`: what it was done to, and what was done. */
  readonly action: string;
  /** Null where it is of the organisation as a whole. */
  readonly graphId: string | null;
  readonly variant: string | null;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Something that was done, as it was written down; later ones have greater ids. */
export type AuditEntry = NewAuditEntry & { readonly id: number };
