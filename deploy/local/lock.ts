import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, startedAt, waitForEnd } from './process/pid.ts';

/** What a running platform says of itself in its data folder. */
export type PlatformNote = {
  readonly pid: number;
  /** When that process started, to tell it from a later one of the same number. */
  readonly started: string | undefined;
  /** The guard, which outlives a platform that was killed until it has ended the rest. */
  readonly guardPid: number;
  readonly urls: Readonly<Record<string, string>>;
};

const file = 'platform.json';
const guardMs = 15_000;

/**
 * Makes sure that no platform runs on the data folder. Where one that was killed left its note, waits until its guard
 * has ended what it had started. Throws when another platform runs there.
 */
export async function claim(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const other = await readNote(dataDir);
  if (!other) return;
  if (isRunning(other)) {
    throw new Error(
      `A platform runs on ${dataDir} already (process ${other.pid}, ${other.urls.gateway}): use it, or stop it first.`,
    );
  }
  await waitForEnd(other.guardPid, guardMs);
  await unlock(dataDir);
}

/** Takes a claimed data folder for this process and says where its platform can be reached. */
export async function lock(dataDir: string, guardPid: number, urls: PlatformNote['urls']): Promise<void> {
  const note: PlatformNote = { pid: process.pid, started: startedAt(process.pid), guardPid, urls };
  await writeFile(join(dataDir, file), JSON.stringify(note), { flag: 'wx' });
}

/** Gives the data folder back. */
export function unlock(dataDir: string): Promise<void> {
  return rm(join(dataDir, file), { force: true });
}

/** Where the platform on that data folder can be reached; undefined when none runs. */
export async function runningPlatform(dataDir: string): Promise<PlatformNote | undefined> {
  const note = await readNote(dataDir);
  return note && isRunning(note) ? note : undefined;
}

function isRunning(note: PlatformNote): boolean {
  return isAlive(note.pid) && startedAt(note.pid) === note.started;
}

async function readNote(dataDir: string): Promise<PlatformNote | undefined> {
  try {
    // Written by this module alone.
    return JSON.parse(await readFile(join(dataDir, file), 'utf8')) as PlatformNote;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
