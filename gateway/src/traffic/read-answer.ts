import { isUtf8 } from 'node:buffer';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { SubgraphAnswer, SubgraphError } from './subgraph-client.ts';

/** Why an answer cannot be used; for the log. */
export class UnusableAnswer extends Error {}

const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };
const jsonType = /^application\/(graphql-response\+)?json\s*(;|$)/i;

/** Whether a content type promises a GraphQL response. */
export function isJsonType(contentType: unknown): boolean {
  return typeof contentType === 'string' && jsonType.test(contentType);
}

/** Whether the answer has to be decompressed first. */
export function isCoded(encoding: unknown): encoding is string {
  return encoding !== undefined && encoding !== '' && encoding !== 'identity';
}

/**
 * Undoes one content coding, off the main thread. `hold` is asked before each piece is kept: it throws when there is no
 * room for more, and nothing more is unpacked then.
 * @throws UnusableAnswer when the coding is none that we know or the content none of its kind; what `hold` throws.
 */
export async function decompress(bytes: Buffer, coding: string, hold: (size: number) => void): Promise<Buffer> {
  const name = coding.trim().toLowerCase();
  if (!Object.hasOwn(decoders, name)) throw new UnusableAnswer(`content coding ${name.slice(0, 40)}`);
  const decoder = decoders[name as keyof typeof decoders]();
  decoder.end(bytes);
  const pieces: Buffer[] = [];
  try {
    for await (const piece of decoder) {
      hold(piece.length);
      pieces.push(piece);
    }
  } catch (error) {
    throw error instanceof UnusableAnswer ? error : new UnusableAnswer(`content coding ${name}`, { cause: error });
  }
  return Buffer.concat(pieces);
}

/** @throws UnusableAnswer when the bytes are no text in UTF-8: read on, they would be wrong in silence. */
export function toText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new UnusableAnswer('not UTF-8');
  return bytes.toString('utf8');
}

/**
 * Reads a GraphQL response, trusting nothing in it. What stands in the way of using an error is left out of it.
 * @throws UnusableAnswer when it is none.
 */
export function toAnswer(text: string): SubgraphAnswer {
  const answer = readAnswer(parseJson(text));
  return answer.errors ? answer : { ...answer, plain: !text.includes('\\') };
}

/**
 * As `toAnswer`, of JSON that is parsed already.
 * @throws UnusableAnswer when it is no GraphQL response.
 */
export function readAnswer(answer: unknown): SubgraphAnswer {
  if (typeof answer !== 'object' || answer === null) throw new UnusableAnswer('no object');
  const { data, errors } = answer as { data?: unknown; errors?: unknown };
  if (data === undefined && errors === undefined) throw new UnusableAnswer('neither data nor errors');
  if (data !== undefined && data !== null && (typeof data !== 'object' || Array.isArray(data))) {
    throw new UnusableAnswer('data is no object');
  }
  // Looked at just now; what is in it is for those to check who know the schema.
  const given = data as Record<string, unknown> | null | undefined;
  if (errors === undefined || errors === null) return { data: given ?? null };
  if (!Array.isArray(errors)) throw new UnusableAnswer('errors are no list');
  return { ...(given === undefined ? {} : { data: given }), errors: errors.map(toError) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnusableAnswer(`not JSON: ${(error as Error).message.slice(0, 100)}`);
  }
}

function toError(error: unknown): SubgraphError {
  if (typeof error !== 'object' || error === null) throw new UnusableAnswer('an error is no object');
  const { message, path, extensions } = error as Record<string, unknown>;
  if (typeof message !== 'string') throw new UnusableAnswer('an error without a message');
  return {
    message,
    ...(isPath(path) ? { path } : {}),
    ...(typeof extensions === 'object' && extensions !== null && !Array.isArray(extensions)
      ? { extensions: extensions as Record<string, unknown> }
      : {}),
  };
}

function isPath(path: unknown): path is (string | number)[] {
  return Array.isArray(path) && path.every((step) => typeof step === 'string' || typeof step === 'number');
}
