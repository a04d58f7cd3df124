import { createHash, hkdfSync } from 'node:crypto';
import type { CursorKey } from './cursor.ts';

const length = 32;
const purpose = 'fiscal live cursors v1';

/**
 * Makes the keys of cursors out of the secrets that are set, the first of which signs; out of the private part of the
 * gateways' own key when none is: all gateways have the same then, too.
 */
export function cursorKeys(secrets: readonly string[], ownKey: string): readonly [CursorKey, ...CursorKey[]] {
  const [first = ownKey, ...others] = secrets;
  return [keyOf(first), ...others.map(keyOf)];
}

function keyOf(text: string): CursorKey {
  const secret = Buffer.from(hkdfSync('sha256', text, '', purpose, length));
  return { id: createHash('sha256').update(secret).digest().readUInt8(0), secret };
}
