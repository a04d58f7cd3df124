import { createHash, randomBytes } from 'node:crypto';

const secretBytes = 32;
const tenantBytes = 16;
const pattern = /^[A-Za-z0-9_-]{64}$/;

/** What the client gets and, of it, what is kept. */
export type NewRefreshToken = { readonly text: string; readonly hash: Buffer };

/**
 * 32 random bytes behind the organisation's id, 64 characters in all and opaque to clients. The id lets a refresh look
 * in one tenant only, like every other request, though no access token comes with it; it grants nothing by itself.
 */
export function makeRefreshToken(organizationId: string): NewRefreshToken {
  const tenant = Buffer.from(organizationId.replaceAll('-', ''), 'hex');
  const token = Buffer.concat([tenant, randomBytes(secretBytes)]);
  return { text: token.toString('base64url'), hash: hashOf(token) };
}

/** Where to look for a refresh token, and as what; nothing when the text cannot be one. */
export function readRefreshToken(text: string): { readonly organizationId: string; readonly hash: Buffer } | undefined {
  if (!pattern.test(text)) return undefined;
  const token = Buffer.from(text, 'base64url');
  const hex = token.toString('hex', 0, tenantBytes);
  return { organizationId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), hash: hashOf(token) };
}

/** SHA-256 is enough for what has 256 random bits: there is nothing to guess. */
function hashOf(token: Buffer): Buffer {
  return createHash('sha256').update(token).digest();
}
