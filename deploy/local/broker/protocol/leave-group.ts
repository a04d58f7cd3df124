import { type Api, writeNoThrottle } from './api.ts';

export type LeaveGroupRequest = { readonly groupId: string; readonly memberId: string };
export type LeaveGroupResponse = { readonly errorCode: number };

export const leaveGroupApi: Api<LeaveGroupRequest, LeaveGroupResponse> = {
  key: 13,
  name: 'LeaveGroup',
  minVersion: 1,
  maxVersion: 1,
  readRequest: (reader) => ({ groupId: reader.string(), memberId: reader.string() }),
  writeResponse(writer, response) {
    writeNoThrottle(writer);
    writer.int16(response.errorCode);
  },
};
