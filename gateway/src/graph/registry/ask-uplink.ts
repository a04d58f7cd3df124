import { fetch, type Response } from 'undici';
import { z } from 'zod';
import type { Launch } from './launch.ts';

/** What the registry answers, with how many seconds it wants to be left alone. */
export type UplinkAnswer =
  | { readonly kind: 'launch'; readonly launch: Launch; readonly minDelaySeconds: number }
  | { readonly kind: 'unchanged'; readonly minDelaySeconds: number }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly minDelaySeconds: number };

/** Asks one endpoint. Errors: an Error when it cannot be reached in time, or what it answers is not Uplink. */
export type AskUplink = (endpoint: URL, asked: Asked, signal: AbortSignal) => Promise<UplinkAnswer>;

/** `afterId`: a launch that is known; `runningId`: the one that answers requests. */
export type Asked = { readonly afterId: string | undefined; readonly runningId: string | undefined };

type Asker = {
  readonly ref: string;
  readonly key: string;
  readonly timeoutMs: number;
  readonly instanceId: string;
  readonly version: string;
};

const maxAnswerBytes = 64 * 1024 * 1024;

const query = `query SupergraphSdl($apiKey: String!, $ref: String!, $ifAfterId: ID) {
  routerConfig(ref: $ref, apiKey: $apiKey, ifAfterId: $ifAfterId) {
    __typename
    ... on RouterConfigResult { id supergraphSDL minDelaySeconds signature }
    ... on Unchanged { id minDelaySeconds }
    ... on FetchError { code message minDelaySeconds }
  }
}`;

const delay = z.number().min(0);
const answer = z.object({
  data: z.object({
    routerConfig: z.discriminatedUnion('__typename', [
      z.object({
        __typename: z.literal('RouterConfigResult'),
        id: z.string().regex(/^[^\n]+$/),
        supergraphSDL: z.string().min(1),
        minDelaySeconds: delay,
        signature: z.string().nullable(),
      }),
      z.object({ __typename: z.literal('Unchanged'), minDelaySeconds: delay }),
      z.object({
        __typename: z.literal('FetchError'),
        code: z.string(),
        message: z.string(),
        minDelaySeconds: delay,
      }),
    ]),
  }),
});

/** Makes a client of Uplink, the protocol by which Apollo's routers are given their graph as well. */
export function createAskUplink({ ref, key, timeoutMs, instanceId, version }: Asker): AskUplink {
  return async (endpoint, { afterId, runningId }, signal) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'apollographql-client-name': 'fiscal-gateway',
        'apollographql-client-version': version,
        'x-router-instance': instanceId,
        ...(runningId ? { 'x-router-launch': runningId } : {}),
      },
      body: JSON.stringify({ query, variables: { apiKey: key, ref, ifAfterId: afterId ?? null } }),
    });
    const text = await readText(response);
    if (!response.ok) throw new Error(`the registry answered with status ${response.status}`);
    return toAnswer(answer.parse(JSON.parse(text)).data.routerConfig);
  };
}

function toAnswer(config: z.output<typeof answer>['data']['routerConfig']): UplinkAnswer {
  const { minDelaySeconds } = config;
  if (config.__typename === 'Unchanged') return { kind: 'unchanged', minDelaySeconds };
  if (config.__typename === 'FetchError') {
    return { kind: 'error', code: config.code, message: config.message, minDelaySeconds };
  }
  const { id, supergraphSDL: supergraphSdl, signature } = config;
  return { kind: 'launch', launch: { id, supergraphSdl, signature: signature ?? '' }, minDelaySeconds };
}

/** Read in pieces, so that what never ends does not fill the memory. */
async function readText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > maxAnswerBytes) throw new Error(`the registry's answer is larger than ${maxAnswerBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size).toString('utf8');
}
