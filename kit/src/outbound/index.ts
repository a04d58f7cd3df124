export { createGuardedRequest, type GuardedRequest } from './guarded-request.ts';
export { lookUpHost } from './target.ts';
