import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Whether a process of that number runs; one that has ended and waits for its parent to notice does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return stat(pid)?.state !== 'Z';
}

/** When the process started, in the system's own count, to tell it from a later one of the same number; undefined where there is no /proc. */
export function startedAt(pid: number): string | undefined {
  return stat(pid)?.started;
}

/** Signals the process and all of its group (it leads one: it was started detached). A process that is gone is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group: try the process alone; no such process: nothing left to do.
    }
  }
}

/** Waits until the process has ended; false when it still runs after `timeoutMs`. */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await delay(25);
  }
  return true;
}

function stat(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    // After the name in parentheses, which may hold spaces: state is the first field, start time the twentieth.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
