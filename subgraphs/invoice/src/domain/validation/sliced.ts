/**
 * Work in slices of some milliseconds: it yields where others may be let in, and returns its result. A document of 10 MiB
 * takes about a second to read, which a process that serves others cannot give it in one piece.
 */
export type Sliced<R> = Generator<undefined, R>;

/** Does sliced work in one piece, for those who have nobody to let in. */
export function finish<R>(work: Sliced<R>): R {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
