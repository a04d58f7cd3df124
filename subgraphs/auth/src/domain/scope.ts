import type { Role } from '@fiscal/kit';

const scopes: Readonly<Record<Role, string>> = {
  admin: 'read write manage',
  analyst: 'read write',
  viewer: 'read',
};

/** The OAuth scope (RFC 6749 §3.3) of an access token: what the role may do, in words that clients know. */
export function scopeOf(role: Role): string {
  return scopes[role];
}
