import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../domain/access.ts';

const lifeMs = 12 * 3_600_000;
const cookieName = 'registry_session';

/** Sessions of the page: who signed in by a key goes on without showing it, for 12 hours or until the key ends. */
export type Sessions = {
  /** The cookie's value for a `set-cookie` header. */
  open(caller: Caller): string;
  /** The id of the key of the session that a `cookie` header holds; undefined for any that is not ours or is over. */
  keyOf(cookieHeader: string | undefined): string | undefined;
  /** A `set-cookie` header that ends the session in the browser. */
  readonly closed: string;
};

/**
 * Makes sessions that are kept in the browser alone: the key's id and the end, under an HMAC with the secret. `isSecure`:
 * browsers send the cookie by HTTPS only.
 */
export function createSessions(secret: string, isSecure: boolean, now: () => number): Sessions {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  const macOf = (text: string) => createHmac('sha256', secret).update(`page session ${text}`).digest('base64url');
  return {
    open({ keyId }) {
      const text = `${Buffer.from(keyId).toString('base64url')}.${now() + lifeMs}`;
      return `${cookieName}=${text}.${macOf(text)}; Max-Age=${lifeMs / 1_000}; ${attributes}`;
    },
    keyOf(header = '') {
      const value = header
        .split(/; */)
        .find((each) => each.startsWith(`${cookieName}=`))
        ?.slice(cookieName.length + 1);
      const [id = '', end = '', mac = ''] = value?.split('.') ?? [];
      if (!isEqual(mac, macOf(`${id}.${end}`)) || !(Number(end) > now())) return undefined;
      return Buffer.from(id, 'base64url').toString();
    },
    closed: `${cookieName}=; Max-Age=0; ${attributes}`,
  };
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
