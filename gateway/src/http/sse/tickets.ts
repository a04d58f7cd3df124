import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Refusal } from '@fiscal/kit';
import type { Params } from '../../operation.ts';

/**
 * Tickets let an EventSource, which can set no header, read one operation: a ticket holds the access token, sealed, and
 * is good for that operation alone and for as long as the token. Every gateway with the same secret takes it.
 */
export type Tickets = {
  seal(authorization: string, params: Params): string;
  /** Gives the `Authorization` that was sealed. Errors: Refusal `UNAUTHENTICATED`, one for every fault. */
  open(ticket: string, params: Params): string;
};

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;
const maxLength = 16 * 1024;

/** Makes what seals tickets with a key that is derived from a secret. */
export function createTickets(secret: string): Tickets {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'fiscal stream tickets 1', 32));
  return {
    seal(authorization, params) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(scopeOf(params));
      const sealed = [cipher.update(authorization, 'utf8'), cipher.final()];
      return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
    },
    open(ticket, params) {
      const bytes = Buffer.from(ticket.length > maxLength ? '' : ticket, 'base64url');
      if (bytes.length <= nonceLength + tagLength) throw unfit();
      const cipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceLength));
      cipher.setAAD(scopeOf(params)).setAuthTag(bytes.subarray(-tagLength));
      try {
        return cipher.update(bytes.subarray(nonceLength, -tagLength), undefined, 'utf8') + cipher.final('utf8');
      } catch (cause) {
        throw unfit(cause);
      }
    },
  };
}

/** The operation that a ticket is for; from where it goes on is no part of it. */
function scopeOf({ query, operationName, variables }: Params): Buffer {
  return Buffer.from(JSON.stringify([query ?? null, operationName ?? null, variables ?? null]));
}

function unfit(cause?: unknown): Refusal {
  return new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the ticket is not valid', { cause });
}
