import { type Api, writeNoThrottle } from './api.ts';

/** The other kind of coordinator, for transactions, does not exist here. */
export const groupCoordinatorType = 0;

export type FindCoordinatorRequest = { readonly key: string; readonly type: number };
export type FindCoordinatorResponse = {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
};

export const findCoordinatorApi: Api<FindCoordinatorRequest, FindCoordinatorResponse> = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 1,
  readRequest: (reader, version) => ({
    key: reader.string(),
    type: version >= 1 ? reader.int8() : groupCoordinatorType,
  }),
  writeResponse(writer, response, version) {
    if (version >= 1) writeNoThrottle(writer);
    writer.int16(response.errorCode);
    if (version >= 1) writer.nullableString(response.errorMessage);
    writer.int32(response.nodeId);
    writer.string(response.host);
    writer.int32(response.port);
  },
};
