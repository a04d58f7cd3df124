import type { LiveRecord, Positions } from './log/record.ts';
import { furthest, isBehind, placedAt, reaches } from './positions.ts';

type Place = Pick<LiveRecord, 'topic' | 'partition' | 'offset'>;

/** Where one subscription stands: what it was told of, by the log first and then by the feed. */
export type Stance = {
  now(): Positions;
  /** From the positions of all who are told by the feed to those of this one, which may have more behind it. */
  beside(all: Positions): Positions;
  /** Whether it was told of this already. */
  has(place: Place): boolean;
  /** Puts one partition there: the log gave everything before. */
  put(place: Place): void;
  /** From now on the feed tells it, and stands where `told` says. */
  follow(told: () => Positions): void;
  /** Is told nothing more. */
  stay(): void;
};

/** Makes the standing of a subscription that nobody tells anything yet. */
export function createStance(start: Positions): Stance {
  /** What the feed need not tell: undefined once the feed is beyond it, or as long as that makes no difference. */
  let own: Positions | undefined = start;
  let told: (() => Positions) | undefined;
  const beside = (all: Positions): Positions => {
    if (!own) return all;
    if (!reaches(all, own)) return furthest(all, own);
    if (told) own = undefined;
    return all;
  };
  const now = (): Positions => (told ? beside(told()) : (own ?? start));
  return {
    now,
    beside,
    has: (place) => own !== undefined && isBehind(own, place),
    put(place) {
      own = placedAt(now(), place);
    },
    follow(feed) {
      told = feed;
    },
    stay() {
      own = now();
      told = undefined;
    },
  };
}
