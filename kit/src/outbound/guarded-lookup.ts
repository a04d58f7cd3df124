import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Refusal } from '../refusal.ts';
import { isPublic } from './public-address.ts';

/** What is said of every address that may not be called, whatever the reason, so that nobody can map the inside by it. */
export function notAllowed(): Refusal {
  return new Refusal('invalid', 'URL_NOT_ALLOWED', 'this address may not be called');
}

/**
 * Resolves a name for a connection that is about to be made, and refuses it when any of its addresses is not public.
 * The connection uses the very answer that was checked: a name that resolves differently the next time gains nothing.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const first = addresses?.[0];
    if (error || !first) return callback(error ?? notAllowed(), '');
    if (!addresses.every(({ address }) => isPublic(address))) return callback(notAllowed(), '');
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};
