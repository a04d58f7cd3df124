import { type Api, writeNoThrottle } from './api.ts';

export type ListGroupsResponse = readonly { readonly groupId: string; readonly protocolType: string }[];

export const listGroupsApi: Api<null, ListGroupsResponse> = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 1,
  readRequest: () => null,
  writeResponse(writer, response, version) {
    if (version >= 1) writeNoThrottle(writer);
    writer.int16(0);
    writer.array(response, ({ groupId, protocolType }) => {
      writer.string(groupId);
      writer.string(protocolType);
    });
  },
};
