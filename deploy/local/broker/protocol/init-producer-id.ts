import { type Api, writeNoThrottle } from './api.ts';

export type InitProducerIdRequest = { readonly transactionalId: string | null };
export type InitProducerIdResponse = {
  readonly errorCode: number;
  readonly producerId: number;
  readonly producerEpoch: number;
};

export const initProducerIdApi: Api<InitProducerIdRequest, InitProducerIdResponse> = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 1,
  readRequest(reader) {
    const transactionalId = reader.nullableString();
    reader.int32(); // transaction timeout
    return { transactionalId };
  },
  writeResponse(writer, { errorCode, producerId, producerEpoch }) {
    writeNoThrottle(writer);
    writer.int16(errorCode);
    writer.int64(producerId);
    writer.int16(producerEpoch);
  },
};
