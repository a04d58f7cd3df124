export type TurnLimits = {
  /** Reads at a time, of the process and of one tenant. */
  readonly reads: number;
  readonly readsOfTenant: number;
  /** Records a second that are read for one tenant, its own and others between them; a second's worth may come at once. */
  readonly recordsPerSecond: number;
};

/** Whose turn it is to read: each tenant's in rotation, however many of its clients wait. */
export type Turns = {
  /** Waits for a turn. What it gives back ends it and says how many records it took. Errors: the reason of the signal. */
  take(tenant: string, signal: AbortSignal): Promise<(records: number) => void>;
  load(): { readonly reading: number; readonly waiting: number };
};

/** `tokens`: records that may be read; a read may take more than there are, and the next one waits until that is made up for. */
type Line = { readonly waiting: (() => void)[]; reading: number; tokens: number; at: number };

export function createTurns(limits: TurnLimits, now: () => number): Turns {
  const { reads, readsOfTenant, recordsPerSecond } = limits;
  const lines = new Map<string, Line>();
  let [reading, waiting] = [0, 0];
  let timer: NodeJS.Timeout | undefined;

  function refill(line: Line): void {
    const at = now();
    line.tokens = Math.min(line.tokens + (Math.max(at - line.at, 0) * recordsPerSecond) / 1_000, recordsPerSecond);
    line.at = at;
  }

  function lineOf(tenant: string): Line {
    const line = lines.get(tenant) ?? { waiting: [], reading: 0, tokens: recordsPerSecond, at: now() };
    lines.set(tenant, line);
    return line;
  }

  /** Begins what may begin, and comes back when somebody's tokens are made up for. */
  function proceed(): void {
    clearTimeout(timer);
    let soonestMs = Number.POSITIVE_INFINITY;
    for (const [tenant, line] of [...lines]) {
      refill(line);
      if (line.waiting.length === 0) {
        if (line.reading === 0 && line.tokens >= recordsPerSecond) lines.delete(tenant);
        continue;
      }
      if (reading >= reads || line.reading >= readsOfTenant) continue;
      if (line.tokens > 0) begin(tenant, line);
      else soonestMs = Math.min(soonestMs, ((1 - line.tokens) * 1_000) / recordsPerSecond);
    }
    if (soonestMs < Number.POSITIVE_INFINITY) timer = setTimeout(proceed, soonestMs + 1).unref();
    if (reading < reads && [...lines.values()].some(mayBegin)) proceed();
  }

  const mayBegin = (line: Line) => line.waiting.length > 0 && line.reading < readsOfTenant && line.tokens > 0;

  function begin(tenant: string, line: Line): void {
    reading += 1;
    line.reading += 1;
    waiting -= 1;
    // To the end of the rotation.
    lines.delete(tenant);
    lines.set(tenant, line);
    line.waiting.shift()?.();
  }

  function end(line: Line, records: number): void {
    reading -= 1;
    line.reading -= 1;
    refill(line);
    line.tokens -= records;
    proceed();
  }

  return {
    load: () => ({ reading, waiting }),
    async take(tenant, signal) {
      signal.throwIfAborted();
      const line = lineOf(tenant);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = () => {
        const place = line.waiting.indexOf(resolve);
        if (place < 0) return;
        line.waiting.splice(place, 1);
        waiting -= 1;
        reject(signal.reason);
      };
      line.waiting.push(resolve);
      waiting += 1;
      signal.addEventListener('abort', leave, { once: true });
      proceed();
      await promise.finally(() => signal.removeEventListener('abort', leave));
      let ended = false;
      return (records) => {
        if (!ended) end(line, records);
        ended = true;
      };
    },
  };
}
