import { type Api, writeNoThrottle } from './api.ts';

export type ApiRange = { readonly key: number; readonly minVersion: number; readonly maxVersion: number };
export type ApiVersionsResponse = { readonly errorCode: number; readonly ranges: readonly ApiRange[] };

export const apiVersionsApi: Api<null, ApiVersionsResponse> = {
  key: 18,
  name: 'ApiVersions',
  minVersion: 0,
  maxVersion: 2,
  readRequest: () => null,
  writeResponse(writer, response, version) {
    writer.int16(response.errorCode);
    writer.array(response.ranges, (range) => {
      writer.int16(range.key);
      writer.int16(range.minVersion);
      writer.int16(range.maxVersion);
    });
    if (version >= 1) writeNoThrottle(writer);
  },
};
