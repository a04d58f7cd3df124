/** What waits to be given to one client, in order. */
export type Queue<T> = {
  /** False when the queue is full; then it takes nothing more. */
  push(item: T): boolean;
  /** Ends the queue. What waits is still given, unless an error says why it is not; that error is thrown once. */
  end(error?: Error): void;
  /** The next item, or undefined when the queue has ended. */
  take(): Promise<T | undefined>;
};

/** Makes a queue that holds at most `capacity` items. */
export function createQueue<T>(capacity: number): Queue<T> {
  const items: T[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const alert = () => {
    wake?.();
    wake = undefined;
  };
  return {
    push(item) {
      if (ended || items.length >= capacity) return false;
      items.push(item);
      alert();
      return true;
    },
    end(error) {
      if (ended) return;
      ended = true;
      failure = error;
      if (error) items.length = 0;
      alert();
    },
    async take() {
      while (items.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const error = failure;
      failure = undefined;
      if (error) throw error;
      return items.shift();
    },
  };
}
