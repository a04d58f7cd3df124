export type BreakerRules = {
  /** Outcomes that are looked back on. */
  readonly window: number;
  /** Outcomes there must be before the share of failures counts. */
  readonly minimumCalls: number;
  /** Opens when at least this share of the window failed; more than 1: never. */
  readonly failureShare: number;
  /** How long nothing is sent after opening; doubled after every probe that failed, up to `maxOpenMs`. */
  readonly openMs: number;
  readonly maxOpenMs: number;
};

export type BreakerState = 'closed' | 'open' | 'half-open';

/** What a call may do: nothing, go its way, or find out for all others whether the dependency is back. */
export type Admission = 'refused' | 'admitted' | 'probe';

export type Breaker = {
  /** `nowMs` on any clock, the same for all. */
  admit(nowMs: number): Admission;
  /** Whether a call would be refused now. */
  refuses(nowMs: number): boolean;
  /** Tells how an admitted call ended; one that says nothing about the dependency is not told of. */
  record(failed: boolean, probe: boolean, nowMs: number): void;
  state(): BreakerState;
};

/**
 * Stops calls to a dependency that does not answer: opens on a share of failures, lets one probe through after a while
 * and another as often as the pause is over again, and closes when a probe succeeds. `onChange` hears of every change.
 */
export function createBreaker(rules: BreakerRules, onChange: (state: BreakerState) => void): Breaker {
  const outcomes = new Uint8Array(rules.window);
  let calls = 0;
  let failures = 0;
  let next = 0;
  let state: BreakerState = 'closed';
  let pauseMs = rules.openMs;
  let retryAtMs = 0;
  const change = (to: BreakerState) => {
    state = to;
    onChange(to);
  };
  const note = (failed: boolean) => {
    const full = calls === rules.window;
    failures += (failed ? 1 : 0) - (full ? (outcomes[next] ?? 0) : 0);
    outcomes[next] = failed ? 1 : 0;
    next = next + 1 === rules.window ? 0 : next + 1;
    if (!full) calls++;
  };
  const open = (nowMs: number) => {
    retryAtMs = nowMs + pauseMs;
    pauseMs = Math.min(pauseMs * 2, rules.maxOpenMs);
    change('open');
  };
  const close = () => {
    calls = failures = next = 0;
    pauseMs = rules.openMs;
    change('closed');
  };
  return {
    admit: (nowMs) => {
      if (state === 'closed') return 'admitted';
      if (nowMs < retryAtMs) return 'refused';
      // A probe that hangs holds nobody up: after the same pause the next one tries.
      retryAtMs = nowMs + pauseMs;
      if (state === 'open') change('half-open');
      return 'probe';
    },
    refuses: (nowMs) => state !== 'closed' && nowMs < retryAtMs,
    record: (failed, probe, nowMs) => {
      if (state === 'closed') {
        note(failed);
        if (failed && calls >= rules.minimumCalls && failures >= rules.failureShare * calls) open(nowMs);
      } else if (probe) {
        if (failed) open(nowMs);
        else close();
      }
    },
    state: () => state,
  };
}
