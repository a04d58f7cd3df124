import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { log, type Part } from '@fiscal/kit';

const everyMs = 1_000;

/**
 * Watches a file, and tells its text when it has changed. It is looked at once a second: that also sees a file that is
 * replaced, or that a link leads to, as Kubernetes does with its ConfigMaps.
 */
export function watchText(path: string, onText: (text: string) => Promise<unknown>): Part {
  const onChange = () => {
    readFile(path, 'utf8')
      .then(onText)
      .catch((error: unknown) => log.warn({ err: error, path }, 'a watched file cannot be read'));
  };
  return {
    name: 'supergraph file',
    start: async () => {
      watchFile(path, { interval: everyMs, persistent: false }, onChange);
    },
    stop: async () => unwatchFile(path, onChange),
  };
}
