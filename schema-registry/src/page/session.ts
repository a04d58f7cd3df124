import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const lifeMs = 12 * 3_600_000;
const cookieName = 'registry_session';
const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Sessions of the page: who signed in by a key goes on without showing it, for 12 hours or until the key ends. */
export type Sessions = {
  /** The `set-cookie` header that opens a session for a key. */
  open(key: string): string;
  /** The key of the session that a `cookie` header holds; undefined for any that is not ours or is over. */
  keyOf(cookieHeader: string | undefined): string | undefined;
  /** The `set-cookie` header that ends the session in the browser. */
  readonly closed: string;
};

/**
 * Makes sessions that are kept in the browser alone: the key and the end, encrypted (AES-256-GCM) by what follows from the
 * secret. `isSecure`: browsers send the cookie by HTTPS only.
 */
export function createSessions(secret: string, isSecure: boolean, now: () => number): Sessions {
  const sealing = Buffer.from(hkdfSync('sha256', secret, '', 'registry page session', 32));
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  return {
    open(key) {
      const sealed = seal(sealing, `${now() + lifeMs} ${key}`);
      return `${cookieName}=${sealed}; Max-Age=${lifeMs / 1_000}; ${attributes}`;
    },
    keyOf(header = '') {
      const cookie = header.split(/; */).find((each) => each.startsWith(`${cookieName}=`));
      const text = cookie && unseal(sealing, cookie.slice(cookieName.length + 1));
      const end = Number(text?.split(' ', 1)[0]);
      return text && end > now() ? text.slice(text.indexOf(' ') + 1) : undefined;
    },
    closed: `${cookieName}=; Max-Age=0; ${attributes}`,
  };
}

function seal(sealing: Buffer, text: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, sealing, iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(sealing: Buffer, value: string): string | undefined {
  const bytes = Buffer.from(value, 'base64url');
  // Buffers ignore what is no base64url: only one spelling is ours.
  if (bytes.length < ivBytes + tagBytes || bytes.toString('base64url') !== value) return undefined;
  const decipher = createDecipheriv(algorithm, sealing, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
