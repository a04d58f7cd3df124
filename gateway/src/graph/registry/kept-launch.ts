import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { log } from '@fiscal/kit';
import { z } from 'zod';
import type { Launch } from './launch.ts';
import { refusals } from './metrics.ts';
import { signatureInvalid } from './uplink.ts';
import type { VerifyLaunch } from './verify-launch.ts';

/** The last good launch, on disk: what a gateway starts from while the registry is down. */
export type KeptLaunch = {
  /** Gives undefined where there is none, or none that the registry signed for this graph. Never rejects. */
  read(): Promise<Launch | undefined>;
  /** Replaces it, whole or not at all. Never rejects: without it the next start needs the registry, no more. */
  keep(launch: Launch): Promise<void>;
};

const kept = z.object({ id: z.string(), supergraphSdl: z.string(), signature: z.string() });

/** Keeps launches of a graph in a file, whose folder is made when it is not there. */
export function createKeptLaunch(file: string, ref: string, verify: VerifyLaunch): KeptLaunch {
  return {
    async read() {
      try {
        const launch = kept.parse(JSON.parse(await readFile(file, 'utf8')));
        if (verify(ref, launch)) return launch;
        refusals.add(1, { code: signatureInvalid });
        log.error({ code: signatureInvalid, launch: launch.id, file }, 'the launch that is kept on disk is refused');
      } catch (error) {
        const isThere = (error as NodeJS.ErrnoException).code !== 'ENOENT';
        if (isThere) log.error({ err: error, file }, 'the launch that is kept on disk cannot be read');
      }
      return undefined;
    },
    async keep(launch) {
      try {
        await mkdir(dirname(file), { recursive: true });
        await replace(file, JSON.stringify(launch));
      } catch (error) {
        log.error({ err: error, file }, 'a launch cannot be kept on disk');
      }
    },
  };
}

/** On disk before it gets the name, so that a crash leaves the old one or the new one. */
async function replace(file: string, text: string): Promise<void> {
  const next = `${file}.${process.pid}.new`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}
