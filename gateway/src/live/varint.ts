const more = 0x80;

/** Writes whole numbers from 0 on, small ones in few bytes (LEB128). */
export function writeNumbers(numbers: readonly number[]): Buffer {
  const bytes: number[] = [];
  for (let number of numbers) {
    for (; number >= more; number = Math.floor(number / more)) bytes.push((number % more) | more);
    bytes.push(number);
  }
  return Buffer.from(bytes);
}

/** Reads what `writeNumbers` wrote; undefined when it is something else. */
export function readNumbers(bytes: Buffer): readonly number[] | undefined {
  const numbers: number[] = [];
  let number = 0;
  let scale = 1;
  for (const byte of bytes) {
    number += (byte % more) * scale;
    scale *= more;
    if (!Number.isSafeInteger(number)) return undefined;
    if (byte >= more) continue;
    numbers.push(number);
    number = 0;
    scale = 1;
  }
  return scale === 1 ? numbers : undefined;
}
