import { Refusal } from '@fiscal/kit';
import type { Dispatcher } from 'undici';
import type { SubgraphAnswer } from './subgraph-client.ts';

const maxBytes = 32 * 1024 * 1024;
const jsonTypes = /^application\/(graphql-response\+)?json\s*(;|$)/i;

const unusable = (why: string) =>
  new Refusal('unavailable', 'SUBGRAPH_UNAVAILABLE', 'a part of the graph is not available now', {
    cause: new Error(why),
  });

/**
 * Reads a subgraph's answer, trusting neither its size nor its kind.
 * Errors: Refusal `SUBGRAPH_UNAVAILABLE` unless it is a GraphQL response in JSON of at most 32 MiB; `INTERNAL` when the
 * subgraph did not accept our own token.
 */
export async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<SubgraphAnswer> {
  try {
    // Not the client's to hear: a code of ours, which is masked on its way out.
    if (statusCode === 401) throw new Refusal('unavailable', 'INTERNAL', 'the internal token was not accepted');
    if (!jsonTypes.test(String(headers['content-type'] ?? ''))) {
      throw unusable(`status ${statusCode} with content type ${headers['content-type']}`);
    }
    return toAnswer(await readText(body), statusCode);
  } finally {
    // A body that is not read to its end would keep its connection.
    if (!body.readableEnded) body.on('error', () => undefined).destroy();
  }
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw unusable(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

function toAnswer(text: string, statusCode: number): SubgraphAnswer {
  const answer = parseJson(text);
  const { data, errors } = answer;
  const isData = data === undefined || data === null || (typeof data === 'object' && !Array.isArray(data));
  const isErrors = errors === undefined || (Array.isArray(errors) && errors.every(isError));
  if ((data === undefined && errors === undefined) || !isData || !isErrors) {
    throw unusable(`status ${statusCode} with something that is no GraphQL response`);
  }
  // Checked field by field above.
  return answer as SubgraphAnswer;
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    throw unusable(`the answer is not JSON: ${String(error).slice(0, 100)}`);
  }
  throw unusable('the answer is no object');
}

function isError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
