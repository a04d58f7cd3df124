import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('peers', import.meta.url));

/** Where the routers to compare with lie; they are no dependencies of the project. */
export const peersFolder = fileURLToPath(new URL('../../.backends/router-peers', import.meta.url));

/** Installs the routers to compare with, once. */
export function installPeers(): void {
  cpSync(source, peersFolder, { recursive: true });
  if (existsSync(`${peersFolder}/node_modules/.package-lock.json`)) return;
  console.log('installing the peers …');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: peersFolder, stdio: 'inherit' });
}
