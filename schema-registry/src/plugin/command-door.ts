import { fileURLToPath } from 'node:url';
import type { HttpHandler } from '@fiscal/kit';
import { bundleScript } from './bundle-script.ts';

const entry = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** `GET /cli/fiscal`: the command of that name, one script that Node runs. It is made when it is first asked for. */
export function createCommandDoor(): HttpHandler {
  let script: Promise<string> | undefined;
  const make = async () => {
    try {
      const { script, licences } = await bundleScript(entry);
      return `${script}\n/*\n${licences.replaceAll('*/', '* /')}\n*/\n`;
    } catch (error) {
      script = undefined;
      throw error;
    }
  };
  return async (_, response) => {
    script ??= make();
    const text = await script;
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, no-cache' });
    response.end(text);
  };
}
