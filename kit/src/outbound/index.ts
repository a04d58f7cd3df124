export { createGuardedRequest, type GuardedRequest } from './guarded-request.ts';
