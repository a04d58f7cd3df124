import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from '@fiscal/kit';
import type { Positions } from './log/record.ts';
import { readNumbers, writeNumbers } from './varint.ts';

/** What a cursor is good for: nobody else can make use of it. */
export type Bound = {
  /** The organisation, the operation and its variables, as one text. */
  readonly binding: string;
  /** In the order in which the cursor has them; their names do not go out. */
  readonly topics: readonly string[];
};

/**
 * Writes and reads cursors: a version, the key's id, positions, and an HMAC over these and what the cursor is bound to
 * (base64url). Opaque to clients.
 */
export type CursorCodec = {
  encode(positions: Positions, bound: Bound): string;
  /** Errors: Refusal `CURSOR_INVALID`, the same in the same time whatever is wrong. */
  decode(cursor: string, bound: Bound): Positions;
};

export type CursorKey = { readonly id: number; readonly secret: Buffer };

const version = 1;
const headLength = 2;
const signatureLength = 16;
/** Hundreds of partitions fit; what is longer was not made here. */
const maxLength = 8_192;
const canonical = /^[A-Za-z0-9_-]+$/;

/** Makes the codec. The first key signs; all of them are good, so that keys can be changed while cursors are about. */
export function createCursorCodec(keys: readonly [CursorKey, ...CursorKey[]]): CursorCodec {
  const [signing] = keys;
  return {
    encode(positions, { binding, topics }) {
      const numbers = topics.flatMap((topic) => {
        const offsets = positions[topic] ?? [];
        return [offsets.length, ...offsets];
      });
      const payload = Buffer.concat([Buffer.from([version, signing.id]), writeNumbers(numbers)]);
      return Buffer.concat([payload, sign(signing, payload, binding)]).toString('base64url');
    },
    decode(cursor, bound) {
      const bytes = cursor.length <= maxLength && canonical.test(cursor) ? Buffer.from(cursor, 'base64url') : undefined;
      const whole = bytes?.toString('base64url') === cursor ? bytes : undefined;
      // What cannot be a cursor is checked all the same: how long that takes tells nothing.
      const read = whole && whole.length >= headLength + signatureLength ? whole : blank;
      const payload = read.subarray(0, -signatureLength);
      const named = keys.filter(({ id }) => id === payload[1]);
      const signature = read.subarray(-signatureLength);
      // Ids are a byte: two keys may have the same.
      const isSigned = (named.length > 0 ? named : [signing])
        .map((key) => timingSafeEqual(sign(key, payload, bound.binding), signature))
        .includes(true);
      const positions = isSigned && read !== blank && payload[0] === version ? positionsIn(payload, bound) : undefined;
      if (!positions) throw new Refusal('invalid', 'CURSOR_INVALID', 'the cursor is not valid for this subscription');
      return positions;
    },
  };
}

const blank = Buffer.alloc(headLength + signatureLength);

function sign({ secret }: CursorKey, payload: Buffer, binding: string): Buffer {
  const hmac = createHmac('sha256', secret).update(payload).update('\n').update(binding);
  return hmac.digest().subarray(0, signatureLength);
}

function positionsIn(payload: Buffer, { topics }: Bound): Positions | undefined {
  const numbers = readNumbers(payload.subarray(headLength));
  let at = 0;
  const entries = topics.map((topic) => {
    const length = numbers?.[at] ?? 0;
    const offsets = numbers?.slice(at + 1, at + 1 + length) ?? [];
    at += 1 + length;
    return [topic, offsets] as const;
  });
  return at === numbers?.length ? Object.fromEntries(entries) : undefined;
}
