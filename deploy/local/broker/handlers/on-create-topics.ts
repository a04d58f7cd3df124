import type { Topics } from '../log/topics.ts';
import type { CreatedTopic, CreateTopicsRequest, CreateTopicsResponse, NewTopic } from '../protocol/create-topics.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { Handler } from './handler.ts';
import { admitTopic, type TopicLimits } from './topic-admission.ts';

/** Creates each topic, or says why not; with validateOnly only says. */
export function createOnCreateTopics(
  topics: Topics,
  limits: TopicLimits,
): Handler<CreateTopicsRequest, CreateTopicsResponse> {
  function create(wanted: NewTopic, request: CreateTopicsRequest): CreatedTopic {
    const { topic } = wanted;
    if (request.topics.filter((other) => other.topic === topic).length > 1) {
      return { topic, errorCode: errorCodes.INVALID_REQUEST, errorMessage: 'named more than once' };
    }
    const admitted = admitTopic(topics, wanted, limits);
    if ('errorCode' in admitted) return { topic, ...admitted };
    if (!request.validateOnly) topics.create(topic, admitted);
    return { topic, errorCode: errorCodes.NONE, errorMessage: null };
  }
  return (request) => request.topics.map((wanted) => create(wanted, request));
}
