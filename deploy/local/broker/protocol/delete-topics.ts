import { type Api, writeNoThrottle } from './api.ts';

export type DeleteTopicsRequest = readonly string[];
export type DeleteTopicsResponse = readonly { readonly topic: string; readonly errorCode: number }[];

export const deleteTopicsApi: Api<DeleteTopicsRequest, DeleteTopicsResponse> = {
  key: 20,
  name: 'DeleteTopics',
  minVersion: 1,
  maxVersion: 1,
  readRequest(reader) {
    const topics = reader.array((r) => r.string());
    reader.int32(); // timeout: a topic is gone before the answer is
    return topics;
  },
  writeResponse(writer, response) {
    writeNoThrottle(writer);
    writer.array(response, ({ topic, errorCode }) => {
      writer.string(topic);
      writer.int16(errorCode);
    });
  },
};
