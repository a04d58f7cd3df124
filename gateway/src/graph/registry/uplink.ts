import { log } from '@fiscal/kit';
import type { Asked, AskUplink, UplinkAnswer } from './ask-uplink.ts';
import { polls, refusals } from './metrics.ts';
import type { VerifyLaunch } from './verify-launch.ts';

/** What the registry says now: of an answer that is an error, the one of the endpoint that was asked last. */
export type Uplink = {
  /** Asks until an endpoint gives a launch that is signed, or says that there is no other. Errors: the last one's. */
  ask(asked: Asked, signal: AbortSignal): Promise<UplinkAnswer>;
};

/** The code of a launch whose signature does not verify. */
export const signatureInvalid = 'GRAPH_SIGNATURE_INVALID';

/**
 * Asks several endpoints in turn, beginning with the one that answered last. An endpoint whose launch is not signed
 * as it should be counts as one that is down: another may still be honest.
 */
export function createUplink(endpoints: readonly URL[], ref: string, ask: AskUplink, verify: VerifyLaunch): Uplink {
  let first = 0;
  const askOne = async (endpoint: URL, asked: Asked, signal: AbortSignal): Promise<UplinkAnswer> => {
    const answer = await ask(endpoint, asked, signal);
    if (answer.kind !== 'launch' || verify(ref, answer.launch)) return answer;
    refusals.add(1, { code: signatureInvalid });
    const { id } = answer.launch;
    log.error({ code: signatureInvalid, launch: id }, 'a launch is refused: the registry has not signed it');
    const message = 'the signature of the launch does not verify';
    // What else it says is not to be believed either.
    return { kind: 'error', code: signatureInvalid, message, minDelaySeconds: 0 };
  };
  const askAll = async (asked: Asked, signal: AbortSignal): Promise<UplinkAnswer> => {
    let refused: UplinkAnswer | undefined;
    let failure: unknown = new Error('there is no endpoint');
    for (let turn = 0; turn < endpoints.length; turn++) {
      const index = (first + turn) % endpoints.length;
      const endpoint = endpoints[index];
      if (!endpoint || signal.aborted) break;
      try {
        const answer = await askOne(endpoint, asked, signal);
        if (answer.kind === 'error') {
          refused = answer;
          continue;
        }
        first = index;
        return answer;
      } catch (error) {
        failure = error;
      }
    }
    if (refused) return refused;
    throw failure;
  };
  return {
    async ask(asked, signal) {
      try {
        const answer = await askAll(asked, signal);
        polls.add(1, { outcome: answer.kind === 'error' ? 'failed' : answer.kind });
        return answer;
      } catch (error) {
        polls.add(1, { outcome: 'failed' });
        throw error;
      }
    },
  };
}
