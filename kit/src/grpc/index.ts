export type { GrpcCallOptions } from './client-call.ts';
export { createGrpcClient } from './grpc-client.ts';
export { type GrpcServices, grpcPart } from './grpc-part.ts';
export { identityOf } from './server-call.ts';
