import type { SubgraphAnswer } from '../../traffic/subgraph-client.ts';
import type { Ending } from '../ending.ts';
import type { StreamPart } from '../stream.ts';

/** What one subscription at a subgraph gives its client. */
export type SubgraphStream = {
  /** The next part; undefined once it is over. Errors: those of the source; that of the ending. */
  next(): Promise<StreamPart | undefined>;
  warn(expiresAt: number): void;
  /** Nothing more comes but what the ending says. */
  end(ending: Ending): void;
  isOver(): boolean;
};

type Arrival = { readonly result: IteratorResult<SubgraphAnswer> } | { readonly error: unknown };

/**
 * Makes the stream of a source. A value is asked for when the client takes one, so a slow client holds up nobody but its own
 * source. `resolve` makes a response of a value; `onOver` is called once, when the source is not needed any more.
 */
export function createSubgraphStream(
  source: AsyncIterableIterator<SubgraphAnswer>,
  resolve: (answer: SubgraphAnswer) => Promise<string>,
  onOver: () => void,
): SubgraphStream {
  let arrived: Arrival | undefined;
  let isReading = false;
  let warning: StreamPart | undefined;
  let ending: Ending | undefined;
  let isOver = false;
  let wake = () => {};

  const close = () => {
    if (isOver) return;
    isOver = true;
    // What it says to that is no matter.
    source.return?.()?.catch(() => undefined);
    onOver();
    wake();
  };
  const arrive = (arrival: Arrival) => {
    isReading = false;
    arrived = arrival;
    wake();
  };
  const read = () => {
    if (isReading || arrived) return;
    isReading = true;
    source.next().then(
      (result) => arrive({ result }),
      (error: unknown) => arrive({ error }),
    );
  };
  const last = (): StreamPart | undefined => {
    const { lastText, toError, retryAfterMs } = ending ?? {};
    ending = undefined;
    if (toError) throw toError(undefined);
    if (!lastText) return undefined;
    return { kind: 'next', text: lastText(undefined), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  };
  const taken = async (arrival: Arrival): Promise<StreamPart | undefined> => {
    arrived = undefined;
    if ('error' in arrival) {
      close();
      throw arrival.error;
    }
    if (arrival.result.done) {
      close();
      return undefined;
    }
    return { kind: 'next', text: await resolve(arrival.result.value) };
  };

  return {
    async next() {
      for (;;) {
        if (isOver) return last();
        const part = warning;
        warning = undefined;
        if (part) return part;
        if (arrived) return taken(arrived);
        read();
        await new Promise<void>((woken) => {
          wake = woken;
        });
      }
    },
    warn(expiresAt) {
      warning = { kind: 'expiring', expiresAt };
      wake();
    },
    end(given) {
      if (isOver) return;
      ending = given;
      close();
    },
    isOver: () => isOver,
  };
}
