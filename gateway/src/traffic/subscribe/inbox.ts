/** Values that came and wait to be taken, one after another. */
export type Inbox<T> = {
  /** `bytes`: what it holds, about. */
  put(value: T, bytes: number): void;
  /** Nothing more comes. What waits is given still, then the error is thrown, if there is one. */
  end(error?: Error): void;
  /** The next value; undefined when there is none any more. Errors: that of `end`. */
  take(): Promise<T | undefined>;
  /** Nobody takes anything any more. */
  drop(): void;
};

/** Opens and closes the tap of whoever puts. */
export type Flow = { pause(): void; resume(): void };

const maxValues = 64;

/**
 * Makes an inbox that pauses whoever puts once a few values wait, or `maxBytes` of them, until half of that is taken. It is
 * taken from by one at a time.
 */
export function createInbox<T>(maxBytes: number, flow: Flow): Inbox<T> {
  const waiting: { readonly value: T; readonly bytes: number }[] = [];
  let held = 0;
  let isPaused = false;
  let over: { readonly error: Error | undefined } | undefined;
  let wake: (() => void) | undefined;
  const alert = () => {
    wake?.();
    wake = undefined;
  };
  const goOn = () => {
    if (!isPaused || waiting.length > maxValues / 2 || held > maxBytes / 2) return;
    isPaused = false;
    flow.resume();
  };
  const next = (): T | undefined => {
    const first = waiting.shift();
    held -= first?.bytes ?? 0;
    goOn();
    return first?.value;
  };
  return {
    put(value, bytes) {
      if (over) return;
      waiting.push({ value, bytes });
      held += bytes;
      if (!isPaused && (waiting.length >= maxValues || held >= maxBytes)) {
        isPaused = true;
        flow.pause();
      }
      alert();
    },
    end(error) {
      over ??= { error };
      alert();
    },
    async take() {
      while (waiting.length === 0 && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const error = over?.error;
      if (waiting.length === 0 && error) {
        over = { error: undefined };
        throw error;
      }
      return next();
    },
    drop() {
      waiting.length = 0;
      over = { error: undefined };
      alert();
    },
  };
}
