import { errorCodes } from '../protocol/error-codes.ts';
import type { InitProducerIdRequest, InitProducerIdResponse } from '../protocol/init-producer-id.ts';
import type { Handler } from './handler.ts';

/** Gives out ids that no other producer has. Sequences are not followed: a repeated batch is stored twice. */
export function createOnInitProducerId(nextId: () => number): Handler<InitProducerIdRequest, InitProducerIdResponse> {
  return ({ transactionalId }) =>
    transactionalId === null
      ? { errorCode: errorCodes.NONE, producerId: nextId(), producerEpoch: 0 }
      : { errorCode: errorCodes.INVALID_REQUEST, producerId: -1, producerEpoch: -1 };
}
