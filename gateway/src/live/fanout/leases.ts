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
 * Who of the replicas should own each partition of a topic: by rendezvous hashing, so that all come to the same answer and
 * few partitions move when one comes or goes, but none gets more than one more than any other.
 */
export function preferredOwners(replicas: readonly string[], topic: string, count: number): readonly string[] {
  const share = Math.floor(count / replicas.length);
  let larger = count % replicas.length;
  const loads = new Map(replicas.map((replica) => [replica, 0]));
  const owners: string[] = [];
  for (let partition = 0; partition < count && replicas.length > 0; partition += 1) {
    const ranked = [...loads.keys()].toSorted((a, b) => compare(rank(topic, partition, a), rank(topic, partition, b)));
    const hasRoom = (replica: string) => (loads.get(replica) ?? 0) < share + (larger > 0 ? 1 : 0);
    const owner = ranked.find(hasRoom) ?? '';
    const load = loads.get(owner) ?? 0;
    if (load === share) larger -= 1;
    loads.set(owner, load + 1);
    owners.push(owner);
  }
  return owners;
}

function rank(topic: string, partition: number, replica: string): string {
  return createHash('sha1').update(`${topic} ${partition} ${replica}`).digest('hex');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
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
