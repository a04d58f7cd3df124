import type { IncomingMessage } from 'node:http';
import { Refusal, readBody } from '@fiscal/kit';
import { z } from 'zod';

const maxBodyBytes = 25 * 1024 * 1024;

/**
 * Reads the JSON body of a request.
 * @throws Refusal `BAD_REQUEST` that says what is wrong with it.
 */
export async function readJson<T extends z.ZodType>(request: IncomingMessage, shape: T): Promise<z.output<T>> {
  const body = await readBody(request, maxBodyBytes);
  const found = shape.safeParse(parse(body));
  if (!found.success) throw new Refusal('invalid', 'BAD_REQUEST', z.prettifyError(found.error));
  return found.data;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new Refusal('invalid', 'BAD_REQUEST', 'the body is not JSON', { cause });
  }
}
