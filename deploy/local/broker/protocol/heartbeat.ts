import { type Api, writeNoThrottle } from './api.ts';

export type HeartbeatRequest = { readonly groupId: string; readonly generation: number; readonly memberId: string };
export type HeartbeatResponse = { readonly errorCode: number };

export const heartbeatApi: Api<HeartbeatRequest, HeartbeatResponse> = {
  key: 12,
  name: 'Heartbeat',
  minVersion: 1,
  maxVersion: 1,
  readRequest: (reader) => ({ groupId: reader.string(), generation: reader.int32(), memberId: reader.string() }),
  writeResponse(writer, response) {
    writeNoThrottle(writer);
    writer.int16(response.errorCode);
  },
};
