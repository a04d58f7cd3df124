import { execFileSync } from 'node:child_process';
import { accessSync, chownSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The operating system's user that Postgres runs as. */
export type Account = {
  /** Turns a command into the one that runs it as that user. */
  command(file: string, args: readonly string[]): { file: string; args: readonly string[]; uid?: number; gid?: number };
  /** Gives the user a file or folder. */
  own(path: string): void;
};

/**
 * Postgres refuses to run as root. An ordinary user runs it as himself; root runs it as `nobody`, who needs no account
 * of its own. Where `nobody` may not even walk to `paths` (a clone inside root's home), `setpriv` lends him the right
 * to pass closed folders. Throws when that tool is absent.
 */
export function postgresAccount(paths: readonly string[]): Account {
  if (process.getuid?.() !== 0) return { command: (file, args) => ({ file, args }), own: () => {} };
  const uid = idOfNobody('-u');
  const gid = idOfNobody('-g');
  const own = (path: string) => chownSync(path, uid, gid);
  if (paths.every(isOpenToAll)) return { command: (file, args) => ({ file, args, uid, gid }), own };
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(isExecutable);
  if (!setpriv) {
    throw new Error(
      `Postgres does not run as root, and no other user may enter ${paths.find((path) => !isOpenToAll(path))}: ` +
        'start the platform as an ordinary user, or from a folder that others may enter.',
    );
  }
  const lend = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  // Without that bit access(2), by which Postgres looks for itself, takes no notice of the right.
  lend.push('--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup');
  return { command: (file, args) => ({ file: setpriv, args: [...lend, file, ...args] }), own };
}

function idOfNobody(flag: '-u' | '-g'): number {
  const id = Number.parseInt(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }), 10);
  if (!(id > 0)) throw new Error('Postgres does not run as root, and there is no user `nobody` to run it as.');
  return id;
}

/** Whether users other than the owner may walk to the path: every folder above it lets them through. */
function isOpenToAll(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
