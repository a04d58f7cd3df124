export { readScopes } from './claims.ts';
export { type Identity, type Role, requireRole, requireUser, type Tier, type UserIdentity } from './identity.ts';
export { generateInternalKeys } from './keys.ts';
export { createMintToken, type MintToken } from './mint.ts';
export { createVerifyToken, type VerifyToken } from './verify.ts';
