import { type Api, writeNoThrottle } from './api.ts';

export type MemberProtocol = { readonly name: string; readonly metadata: Buffer };
export type JoinGroupRequest = {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Empty when the member is new and wants an id. */
  readonly memberId: string;
  readonly protocolType: string;
  readonly protocols: readonly MemberProtocol[];
};
export type JoinGroupResponse = {
  readonly errorCode: number;
  readonly generation: number;
  readonly protocol: string;
  readonly leaderId: string;
  readonly memberId: string;
  /** Only the leader is told of the others. */
  readonly members: readonly { readonly memberId: string; readonly metadata: Buffer }[];
};

export const joinGroupApi: Api<JoinGroupRequest, JoinGroupResponse> = {
  key: 11,
  name: 'JoinGroup',
  minVersion: 2,
  maxVersion: 2,
  readRequest: (reader) => ({
    groupId: reader.string(),
    sessionTimeoutMs: reader.int32(),
    rebalanceTimeoutMs: reader.int32(),
    memberId: reader.string(),
    protocolType: reader.string(),
    protocols: reader.array((r) => ({ name: r.string(), metadata: r.bytes() })),
  }),
  writeResponse(writer, response) {
    writeNoThrottle(writer);
    writer.int16(response.errorCode);
    writer.int32(response.generation);
    writer.string(response.protocol);
    writer.string(response.leaderId);
    writer.string(response.memberId);
    writer.array(response.members, ({ memberId, metadata }) => {
      writer.string(memberId);
      writer.bytes(metadata);
    });
  },
};
