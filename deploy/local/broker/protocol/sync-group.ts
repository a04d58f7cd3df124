import { type Api, writeNoThrottle } from './api.ts';

export type SyncGroupRequest = {
  readonly groupId: string;
  readonly generation: number;
  readonly memberId: string;
  /** Empty for everybody but the leader. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[];
};
export type SyncGroupResponse = { readonly errorCode: number; readonly assignment: Buffer };

export const syncGroupApi: Api<SyncGroupRequest, SyncGroupResponse> = {
  key: 14,
  name: 'SyncGroup',
  minVersion: 1,
  maxVersion: 1,
  readRequest: (reader) => ({
    groupId: reader.string(),
    generation: reader.int32(),
    memberId: reader.string(),
    assignments: reader.array((r) => ({ memberId: r.string(), assignment: r.bytes() })),
  }),
  writeResponse(writer, response) {
    writeNoThrottle(writer);
    writer.int16(response.errorCode);
    writer.bytes(response.assignment);
  },
};
