import type { Exchange } from './exchange.ts';
import { type Fault, unavailable } from './fault.ts';
import { decompress, isCoded, toAnswer, toText, UnusableAnswer } from './read-answer.ts';
import type { SubgraphAnswer } from './subgraph-client.ts';

/** What came of an attempt: an answer with the text that it was read from, or a fault. */
export type Reception = { readonly answer: SubgraphAnswer; readonly text: string } | { readonly fault: Fault };

/**
 * Reads what an exchange received. At once, unless it has to be decompressed: a promise for each answer would cost more
 * than reading a small one.
 */
export function receive(exchange: Exchange): Reception | Promise<Reception> {
  const { chunks, coding, owner } = exchange;
  const [first] = chunks;
  const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks);
  exchange.chunks = [];
  exchange.bytes = bytes.length;
  if (!isCoded(coding)) return read(owner.subgraph, exchange.status, bytes);
  return unpack(exchange, bytes, String(coding));
}

async function unpack({ owner, status }: Exchange, bytes: Buffer, coding: string): Promise<Reception> {
  let held = 0;
  const hold = (size: number) => {
    held += size;
    owner.heldBytes += size;
    if (held > owner.maxAnswerBytes) throw new UnusableAnswer('too large when unpacked');
    if (owner.heldBytes > owner.maxHeldBytes) throw new UnusableAnswer('too much is unpacked at once');
  };
  try {
    return read(owner.subgraph, status, await decompress(bytes, coding, hold));
  } catch (error) {
    return { fault: unusable(owner.subgraph, status, error) };
  } finally {
    owner.heldBytes -= held;
  }
}

function read(subgraph: string, status: number, bytes: Buffer): Reception {
  try {
    const text = toText(bytes);
    return { answer: toAnswer(text), text };
  } catch (error) {
    return { fault: unusable(subgraph, status, error) };
  }
}

function unusable(subgraph: string, status: number, error: unknown): Fault {
  return unavailable(subgraph, `status ${status}: ${error instanceof Error ? error.message : 'unreadable'}`, error);
}
