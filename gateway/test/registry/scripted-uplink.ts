import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedText } from '../../src/graph/registry/launch.ts';

/** What an endpoint does with the next requests. */
export type Script =
  | { readonly launch: { readonly id: string; readonly sdl: string }; readonly forged?: boolean }
  | { readonly code: string }
  | { readonly text: string; readonly status?: number };

/** An Uplink endpoint that answers as it is told, for what a registry that works never does. */
export type ScriptedUplink = {
  readonly url: string;
  /** The public key of the signatures, as the settings take it. */
  readonly signingKey: string;
  readonly asked: { readonly variables: Readonly<Record<string, unknown>>; readonly headers: IncomingHttpHeaders }[];
  tell(script: Script): void;
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  stop(): Promise<void>;
};

/** Of the graph it signs for. */
export const scriptedRef = 'scripted@current';

/** Starts an endpoint; `keys` of another one make them sign alike. */
export async function startScriptedUplink(keys = generateKeyPairSync('ed25519')): Promise<ScriptedUplink> {
  const asked: ScriptedUplink['asked'] = [];
  let script: Script = { code: 'RETRY_LATER' };
  const answer = (body: string): string => {
    const { variables } = JSON.parse(body) as { variables: Record<string, unknown> };
    if ('text' in script) return script.text;
    if ('code' in script) return configOf({ __typename: 'FetchError', code: script.code, message: 'as told' });
    const { id, sdl } = script.launch;
    if (variables.ifAfterId === id) return configOf({ __typename: 'Unchanged', id });
    const text = signedText(scriptedRef, { id, supergraphSdl: sdl, signature: '' });
    const signature = sign(null, Buffer.from(text), keys.privateKey).toString('base64url');
    const supergraphSDL = script.forged ? `${sdl}# not what was signed` : sdl;
    return configOf({ __typename: 'RouterConfigResult', id, supergraphSDL, signature });
  };
  const create = () =>
    createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      request.on('end', () => {
        asked.push({ variables: JSON.parse(body).variables, headers: request.headers });
        response.statusCode = 'text' in script ? (script.status ?? 200) : 200;
        response.setHeader('content-type', 'application/json').end(answer(body));
      });
    });
  let server = create();
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}/uplink`,
    signingKey: JSON.stringify(keys.publicKey.export({ format: 'jwk' })),
    asked,
    tell(next) {
      script = next;
    },
    goDown: () => close(server),
    async comeUp() {
      server = create();
      await listen(server, port);
    },
    stop: () => close(server),
  };
}

function configOf(routerConfig: object): string {
  return JSON.stringify({ data: { routerConfig: { minDelaySeconds: 1, ...routerConfig } } });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // A TCP server's address is never a pipe's name.
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
