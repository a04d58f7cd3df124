export type Waiting<Response> = {
  readonly answered: Promise<Response>;
  /** Ends the waiting with this response; false when it was over already. */
  readonly giveUp: (response: Response) => boolean;
};

export type Waiters<Response> = {
  /** A member waits. If it waited already, that older request is answered with `replaced`. */
  readonly wait: (groupId: string, memberId: string, replaced: Response) => Waiting<Response>;
  /** Answers a member, if it waits. */
  readonly answer: (groupId: string, memberId: string, response: Response) => void;
  readonly answerAll: (responseFor: (memberId: string) => Response) => void;
};

type Waiter<Response> = { readonly memberId: string; readonly resolve: (response: Response) => void };

/** The members whose requests are held back until their group has an answer. */
export function createWaiters<Response>(): Waiters<Response> {
  const waiters = new Map<string, Waiter<Response>>();
  const keyOf = (groupId: string, memberId: string) => JSON.stringify([groupId, memberId]);
  function answer(groupId: string, memberId: string, response: Response): void {
    const key = keyOf(groupId, memberId);
    const waiter = waiters.get(key);
    waiters.delete(key);
    waiter?.resolve(response);
  }
  return {
    wait(groupId, memberId, replaced) {
      answer(groupId, memberId, replaced);
      const { promise, resolve } = Promise.withResolvers<Response>();
      const waiter = { memberId, resolve };
      waiters.set(keyOf(groupId, memberId), waiter);
      return {
        answered: promise,
        giveUp(response) {
          const isCurrent = waiters.get(keyOf(groupId, memberId)) === waiter;
          if (isCurrent) answer(groupId, memberId, response);
          return isCurrent;
        },
      };
    },
    answer,
    answerAll(responseFor) {
      const all = [...waiters.values()];
      waiters.clear();
      for (const { memberId, resolve } of all) resolve(responseFor(memberId));
    },
  };
}
