import { log } from '@fiscal/kit';

/** EX_CONFIG of sysexits(3): starting again changes nothing until the operator has set something. */
const configurationFault = 78;

/** Says what is missing and ends the process, so that the rest of the platform runs on without it. */
export function giveUp(error: unknown): never {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exit(configurationFault);
}
