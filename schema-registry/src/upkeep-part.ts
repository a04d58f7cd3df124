import { log, type Part } from '@fiscal/kit';

/**
 * Work that comes up again and again, as a part: done when it starts and then every so often, at once again as long as it
 * says there may be more. An error is logged, and the work tried again next time. Stopping waits for the turn under way.
 */
export function upkeepPart(name: string, everyMs: number, work: () => Promise<boolean>): Part {
  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();
  let stopped = false;
  const begin = () => {
    turn = work()
      .catch((error: unknown) => {
        log.warn({ err: error, work: name }, 'upkeep waits');
        return false;
      })
      .then((isMore) => {
        if (!stopped) timer = setTimeout(begin, isMore ? 0 : everyMs);
      });
  };
  return {
    name,
    start: async () => begin(),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
}
