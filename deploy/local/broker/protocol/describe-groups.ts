import { type Api, writeNoThrottle } from './api.ts';

type DescribedMember = {
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
  readonly metadata: Buffer;
  readonly assignment: Buffer;
};
export type DescribedGroup = {
  readonly groupId: string;
  readonly state: string;
  readonly protocolType: string;
  readonly protocol: string;
  readonly members: readonly DescribedMember[];
};

export const describeGroupsApi: Api<readonly string[], readonly DescribedGroup[]> = {
  key: 15,
  name: 'DescribeGroups',
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader) => reader.array((r) => r.string()),
  writeResponse(writer, response, version) {
    if (version >= 1) writeNoThrottle(writer);
    writer.array(response, (group) => {
      writer.int16(0);
      writer.string(group.groupId);
      writer.string(group.state);
      writer.string(group.protocolType);
      writer.string(group.protocol);
      writer.array(group.members, (member) => {
        writer.string(member.memberId);
        writer.string(member.clientId);
        writer.string(member.clientHost);
        writer.bytes(member.metadata);
        writer.bytes(member.assignment);
      });
    });
  },
};
