import { log } from '@fiscal/kit';
import type { Authenticate } from '../access/authenticate.ts';
import { type Caller, may } from '../domain/access.ts';
import { type GraphRef, parseRef, printRef } from '../domain/ref.ts';
import { fetchErrors } from '../domain/uplink-answer.ts';
import type { VariantAnswers } from './answers.ts';
import type { Kept } from './kept.ts';
import type { RouterPoll } from './routers.ts';

/** What a router asks: one of the contract's fields, with its arguments. */
export type Poll = {
  readonly field: string;
  readonly ref: string;
  readonly apiKey: string;
  readonly ifAfterId: string | undefined;
};

/** Who asks, as far as the request tells. */
export type Asker = Omit<RouterPoll, 'ref' | 'keyName' | 'launchId'> & { readonly launchId: string | undefined };

/** Answers a poll with an object of the contract, always the same one for the same answer. Never rejects. */
export type AnswerPoll = (poll: Poll, asker: Asker) => Promise<object>;

/**
 * Makes what answers polls: by the key, the variant and what the router has already, and by nothing else. `onPoll` is
 * told of routers that were given what they are to run, or have it.
 */
export function createAnswerPoll(
  authenticate: Authenticate,
  answersOf: Kept<VariantAnswers>,
  onPoll: (poll: RouterPoll) => void,
): AnswerPoll {
  return async ({ field, ref: text, apiKey, ifAfterId }, asker) => {
    try {
      const caller = await authenticate(apiKey);
      if (!caller) return fetchErrors.AUTHENTICATION_FAILED;
      const ref = parseRef(text);
      if (!ref) return fetchErrors.UNKNOWN_REF;
      if (!mayAsk(caller, ref)) return fetchErrors.ACCESS_DENIED;
      const name = printRef(ref);
      const answers = await answersOf(name);
      if (!answers) return fetchErrors.UNKNOWN_REF;
      const served = servedOf(answers, field);
      if (!served) return fetchErrors.NO_LAUNCH;
      if (field === 'routerConfig') {
        onPoll({ ...asker, ref: name, keyName: caller.name, launchId: asker.launchId ?? ifAfterId });
      }
      return served.result.id === ifAfterId ? served.unchanged : served.result;
    } catch (error) {
      log.error({ err: error }, 'a router is told to come again');
      return fetchErrors.RETRY_LATER;
    }
  };
}

function servedOf(answers: NonNullable<VariantAnswers>, field: string) {
  if (field === 'routerConfig') return answers.config;
  return field === 'persistedQueries' ? answers.persistedQueries : answers.entitlements;
}

/** A key that may read the schema anyway may as well run it. */
function mayAsk(caller: Caller, ref: GraphRef): boolean {
  return may(caller, 'report', ref) || may(caller, 'read', ref);
}
