import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, waitForEnd } from '../process/pid.ts';

const graceMs = 10_000;

/**
 * Ends a postmaster that outlived whoever started it, found by the `postmaster.pid` of the data folder. It shuts down
 * in good order when it can, and is killed when it has not done so within 10 s.
 */
export async function stopOrphan(pgData: string): Promise<void> {
  const pid = postmasterPid(pgData);
  if (pid === undefined || !isAlive(pid) || !isPostmasterOf(pid, pgData)) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    process.kill(pid, signal);
    if (await waitForEnd(pid, graceMs)) return;
  }
  throw new Error(`An old Postgres (process ${pid}) of ${pgData} does not end: stop it by hand.`);
}

function postmasterPid(pgData: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(pgData, 'postmaster.pid'), 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** After a reboot the number in the file may belong to anything: only a process started with this folder counts. */
function isPostmasterOf(pid: number, pgData: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(pgData);
  } catch {
    return false;
  }
}
