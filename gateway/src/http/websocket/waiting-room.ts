import { networkOf } from '../address.ts';

/** Counts connections that have not said who they are yet, by client. */
export type WaitingRoom = {
  /** Gives what notes that it waits no more; undefined when too many of this client wait already. */
  enter(address: string): (() => void) | undefined;
};

/** Makes the bound on connections of one client (an IPv6 /64) that wait at a time. */
export function createWaitingRoom(maxPerClient: number): WaitingRoom {
  const waiting = new Map<string, number>();
  const leave = (client: string) => {
    const left = (waiting.get(client) ?? 1) - 1;
    if (left === 0) waiting.delete(client);
    else waiting.set(client, left);
  };
  return {
    enter(address) {
      const client = networkOf(address);
      const count = (waiting.get(client) ?? 0) + 1;
      if (count > maxPerClient) return undefined;
      waiting.set(client, count);
      let isWaiting = true;
      return () => {
        if (isWaiting) leave(client);
        isWaiting = false;
      };
    },
  };
}
