import { Refusal } from '@fiscal/kit';
import { refused } from '../src/answer.ts';
import type { Arrival, Caller } from '../src/request.ts';
import { type DoorSettings, openDoor } from './http-door.ts';
import { answering, invalid, type ScriptedStream, scriptStream, streaming } from './scripted-stream.ts';

/** The gateway's doors before a pipeline that gives what a test says; no event has to happen for it. */
export type ScriptedDoor = {
  readonly url: string;
  readonly port: number;
  readonly socketUrl: string;
  /** What was asked for, in order. */
  readonly asked: readonly Asked[];
  /** Streams that were opened, in order. */
  readonly streams: readonly ScriptedStream[];
  stop(): Promise<void>;
};

export type Asked = Pick<Arrival, 'transport' | 'authorization' | 'resumeFrom'> & { readonly query: string };

/** When the tokens of these tests end: some time in the future. */
export const endOfToken = 4_000_000_000_000;

/** Takes tokens that are a user's name: `Bearer user-a`. `bad` is no good, `unknown` is one that cannot be checked,
 * `broken` one over which the check itself fails. */
async function authenticate(authorization: string | undefined): Promise<Caller> {
  const name = authorization?.replace('Bearer ', '');
  if (name === undefined) return { identity: { kind: 'anonymous', via: 'gateway' } };
  if (name === 'broken') throw new TypeError('a fault of our own');
  if (name === 'unknown') throw new Refusal('unavailable', 'AUTH_UNAVAILABLE', 'no token can be checked now');
  if (!name.startsWith('user-')) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the token is not valid');
  const [userId = '', version = '0'] = name.split(' ').join('').split('~');
  const rest = { tenantId: 'tenant-a', roles: [], tier: 'free', sessionId: 's', scopes: [] } as const;
  return { identity: { kind: 'user', via: 'gateway', userId, ...rest }, expiresAt: endOfToken + Number(version) };
}

/** `subscription` opens a stream, `invalid` is not valid, anything else is answered by its own text. */
export async function openScriptedDoor(settings: DoorSettings = {}): Promise<ScriptedDoor> {
  const asked: Asked[] = [];
  const streams: ScriptedStream[] = [];
  const door = await openDoor({
    authenticate,
    async answer(arrival) {
      const { transport, authorization, resumeFrom, carries } = arrival;
      let query: string | undefined;
      try {
        await authenticate(authorization);
        query = (await arrival.read()).query;
      } catch (error) {
        if (error instanceof Refusal) return refused(error);
        throw error;
      }
      if (query === undefined) return invalid('nothing is asked');
      asked.push({ transport, authorization, resumeFrom, query });
      if (query.includes('invalid')) return invalid('this is not valid');
      if (!query.includes('subscription')) return answering({ asked: query });
      if (!carries.includes('subscription')) return invalid('no stream is accepted');
      const scripted = scriptStream(authorization?.replace('Bearer ', '').split('~')[0]);
      streams.push(scripted);
      return streaming(scripted.stream);
    },
    ...settings,
  });
  return { ...door, socketUrl: `${door.url.replace('http', 'ws')}/graphql`, asked, streams };
}
