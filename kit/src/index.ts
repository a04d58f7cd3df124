export { createBoundedCache } from './bounded-cache.ts';
export {
  allowField,
  brokersField,
  ConfigError,
  hostField,
  jsonField,
  jwkField,
  jwksField,
  logLevelField,
  portField,
  readEnvironment,
  serviceEnvironment,
} from './config.ts';
export { type CallContext, callContext, remainingMs, withCallContext } from './context.ts';
export { graphqlPart } from './graphql/index.ts';
export { missingParts } from './health.ts';
export {
  closeServer,
  type HttpHandler,
  healthRoutes,
  httpPart,
  listen,
  type Routes,
  readBody,
  routeHandler,
  sendJson,
  sendRefusal,
  statusOfRefusal,
  urlOf,
} from './http/index.ts';
export {
  createMintToken,
  createVerifyToken,
  generateInternalKeys,
  type Identity,
  type MintToken,
  type Role,
  readScopes,
  requireRole,
  requireUser,
  type Tier,
  type UserIdentity,
  type VerifyToken,
} from './identity/index.ts';
export { log } from './log.ts';
export {
  createPool,
  createTransaction,
  type Db,
  everyTenant,
  migrate,
  postgresPart,
  type Transaction,
} from './postgres/index.ts';
export { Refusal, type RefusalKind } from './refusal.ts';
export { crash, type Part, run, stopSignal } from './run.ts';
