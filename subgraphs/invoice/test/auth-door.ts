import { Refusal, type VerifyToken } from '@fiscal/kit';
import { grpcPart } from '@fiscal/kit/grpc';
import { AuthServiceDefinition, type AuthServiceImplementation } from '../src/clients/generated/auth.ts';

/**
 * A gRPC server that answers GetOrganization as auth's contract says, from the given map of organisation to RFCs.
 * `port` 0 takes a free one.
 */
export function createAuthDoor(verify: VerifyToken, rfcsOf: ReadonlyMap<string, readonly string[]>, port: number) {
  let asked = 0;
  const absent = async () => {
    throw new Refusal('not_found', 'NOT_FOUND', 'these tests have no users');
  };
  const implementation: AuthServiceImplementation = {
    async getOrganization({ organizationId }) {
      asked += 1;
      const rfcs = rfcsOf.get(organizationId);
      if (rfcs === undefined) throw new Refusal('not_found', 'ORGANIZATION_NOT_FOUND', 'no such organisation');
      return { organization: { id: organizationId, name: organizationId, rfcs: [...rfcs] } };
    },
    getUser: absent,
    listUsers: absent,
    introspectToken: absent,
  };
  const services = [[AuthServiceDefinition, implementation]] as const;
  return { part: grpcPart({ host: '127.0.0.1', port, services, verify, parts: [] }), asked: () => asked };
}
