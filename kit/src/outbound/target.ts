import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Refusal } from '../refusal.ts';
import { isPublicAddress } from './address.ts';

/** Every address a host name stands for. */
export type ResolveHost = (
  hostname: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** Asks the system's resolver, hosts file included. */
export const lookUpHost: ResolveHost = (hostname) => lookup(hostname, { all: true });

/** A URL that may be called, and the address to connect to. */
export type Target = { readonly url: URL; readonly address: string; readonly family: number };

/**
 * Decides whether a URL that a user gave may be called and where its host is. Refuses (`invalid`) URL_NOT_ALLOWED for
 * anything but https to a public address without credentials in the URL, unless its `host:port` is allowed; one address
 * that is not public among several is enough. URL_FETCH_FAILED when the name cannot be resolved in time.
 */
export async function resolveTarget(
  text: string,
  allowed: ReadonlySet<string>,
  resolveHost: ResolveHost,
  signal: AbortSignal,
): Promise<Target> {
  const url = parse(text);
  const exempt = allowed.has(`${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`);
  if (url.username !== '' || url.password !== '') throw notAllowed('a URL may not carry credentials');
  if (url.protocol !== 'https:' && !(exempt && url.protocol === 'http:')) throw notAllowed('only https is called');
  const addresses = await addressesOf(url, resolveHost, signal);
  if (!exempt && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw notAllowed('the URL does not lead to the public internet');
  }
  const [first] = addresses;
  if (first === undefined) throw unresolved();
  return { url, ...first };
}

function parse(text: string): URL {
  const url = text.length <= 2048 ? URL.parse(text) : null;
  if (url === null || url.hostname === '') throw notAllowed('this is not a URL that can be called');
  return url;
}

async function addressesOf({ hostname }: URL, resolveHost: ResolveHost, signal: AbortSignal) {
  const literal = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(literal);
  if (family !== 0) return [{ address: literal, family }];
  try {
    return await Promise.race([resolveHost(hostname), aborted(signal)]);
  } catch (cause) {
    throw unresolved({ cause });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

function notAllowed(message: string): Refusal {
  return new Refusal('invalid', 'URL_NOT_ALLOWED', message);
}

/** What is said of every failure on the way, so that nothing is told of what lies there. */
export function unresolved(options?: ErrorOptions): Refusal {
  return new Refusal('invalid', 'URL_FETCH_FAILED', 'the URL does not answer', options);
}
