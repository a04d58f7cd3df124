import { createHash } from 'node:crypto';

/** What a replica wants of the lease of one partition, and how far it read as its owner (-1: it did not). */
export type Wish = { readonly want: 'hold' | 'leave' | 'look'; readonly end: number };

/** The replicas that hear a topic now, and of each partition: who owns it, and how far it was read for all. */
export type Standing = {
  readonly replicas: readonly string[];
  readonly partitions: readonly { readonly owner: string | undefined; readonly end: number | undefined }[];
};

/** The leases of the fleet. A lease ends by itself when its owner does not hold it again. */
export type Leases = {
  /** How long a lease lasts. */
  readonly leaseMs: number;
  /** Says for a topic, partition by partition, what this replica wants, and learns how it stands after that. Errors: within a deadline. */
  ask(topic: string, replica: string, wishes: readonly Wish[]): Promise<Standing>;
  /** Leaves the topic, and what is held of it. */
  leave(topic: string, replica: string, wishes: readonly Wish[]): Promise<void>;
};

/**
 * Who of the replicas should own a partition: by rendezvous hashing, so that all come to the same answer, each owns about
 * as many, and one that comes or goes moves no more than its own share.
 */
export function preferredOwner(replicas: readonly string[], topic: string, partition: number): string | undefined {
  let best: { readonly replica: string; readonly rank: string } | undefined;
  for (const replica of replicas) {
    const rank = createHash('sha1').update(`${topic} ${partition} ${replica}`).digest('hex');
    if (!best || rank > best.rank) best = { replica, rank };
  }
  return best?.replica;
}

/**
 * What to want of a partition: to hold what is one's own by preference, or what was nobody's for longer than its preferred
 * owner needs to come for it; to leave to others what is theirs.
 */
export function wantOf(
  replica: string,
  preferred: string | undefined,
  owner: string | undefined,
  isAbandoned: boolean,
) {
  if (preferred === replica || (owner === undefined && isAbandoned)) return 'hold';
  return owner === replica && preferred !== undefined ? 'leave' : 'look';
}
