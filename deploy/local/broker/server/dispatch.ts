import type { Client, Handler } from '../handlers/handler.ts';
import type { Api } from '../protocol/api.ts';
import { type ApiRange, apiVersionsApi } from '../protocol/api-versions.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import { createReader, ProtocolError, type Reader } from '../protocol/reader.ts';
import { readRequestHeader } from '../protocol/request-header.ts';
import { createWriter, type Writer } from '../protocol/writer.ts';

/** An api bound to what answers it; undefined when there is to be no answer. */
export type Route = ApiRange & {
  readonly answer: (reader: Reader, version: number, client: Client) => Promise<((writer: Writer) => void) | undefined>;
};

/** The bytes of the response, or undefined. Rejects with ProtocolError when the request cannot be understood. */
export type Dispatch = (request: Buffer, client: Omit<Client, 'id'>) => Promise<readonly Buffer[] | undefined>;

/** Binds a handler to its api. */
export function route<Request, Response>(
  { key, minVersion, maxVersion, readRequest, writeResponse }: Api<Request, Response>,
  handler: Handler<Request, Response>,
): Route {
  return {
    key,
    minVersion,
    maxVersion,
    async answer(reader, version, client) {
      const response = await handler(readRequest(reader, version), client);
      return response === undefined ? undefined : (writer) => writeResponse(writer, response, version);
    },
  };
}

/** Finds the route of a request by its header, and frames what it answers. ApiVersions itself is answered here. */
export function createDispatch(routes: readonly Route[]): Dispatch {
  const { key, minVersion, maxVersion } = apiVersionsApi;
  const ranges: readonly ApiRange[] = [...routes, { key, minVersion, maxVersion }];
  const byKey = new Map(routes.map((entry) => [entry.key, entry]));
  async function answer(reader: Reader, apiKey: number, version: number, client: Client) {
    if (apiKey === key) return writeApiVersions(ranges, version);
    const found = byKey.get(apiKey);
    if (!found || version < found.minVersion || version > found.maxVersion) {
      throw new ProtocolError(`api ${apiKey} version ${version} is not spoken here`);
    }
    return found.answer(reader, version, client);
  }
  return async (request, client) => {
    const reader = createReader(request);
    const header = readRequestHeader(reader);
    const write = await answer(reader, header.apiKey, header.apiVersion, { ...client, id: header.clientId ?? '' });
    return write && frame(header.correlationId, write);
  };
}

/** A version not spoken is answered in version 0, with the versions that are: so a newer client can step down. */
function writeApiVersions(ranges: readonly ApiRange[], version: number): (writer: Writer) => void {
  const isSpoken = version >= apiVersionsApi.minVersion && version <= apiVersionsApi.maxVersion;
  const errorCode = isSpoken ? errorCodes.NONE : errorCodes.UNSUPPORTED_VERSION;
  return (writer) => apiVersionsApi.writeResponse(writer, { errorCode, ranges }, isSpoken ? version : 0);
}

function frame(correlationId: number, write: (writer: Writer) => void): readonly Buffer[] {
  const writer = createWriter();
  writer.int32(correlationId);
  write(writer);
  const parts = writer.finish();
  const length = Buffer.allocUnsafe(4);
  length.writeInt32BE(parts.reduce((total, part) => total + part.length, 0));
  return [length, ...parts];
}
