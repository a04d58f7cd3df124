import { errorCodes } from '../protocol/error-codes.ts';
import {
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
  groupCoordinatorType,
} from '../protocol/find-coordinator.ts';
import { type Handler, nodeId } from './handler.ts';

/** The one node coordinates every group, and no transactions. */
export const onFindCoordinator: Handler<FindCoordinatorRequest, FindCoordinatorResponse> = ({ type }, { broker }) =>
  type === groupCoordinatorType
    ? { errorCode: errorCodes.NONE, errorMessage: null, nodeId, ...broker }
    : { errorCode: errorCodes.INVALID_REQUEST, errorMessage: 'no transactions here', nodeId: -1, host: '', port: -1 };
