/** The Castagnoli polynomial, bit-reversed. */
const polynomial = 0x82f63b78;
const tables = createTables();

/** Eight tables (slicing by 8): table k holds the checksum of a byte followed by k zero bytes. */
function createTables(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    table[byte] = crc;
  }
  for (let index = 256; index < table.length; index += 1) {
    const previous = table[index - 256] as number; // in range by the loop's bounds
    table[index] = (previous >>> 8) ^ (table[previous & 0xff] as number);
  }
  return table;
}

/** CRC-32C (RFC 3720, appendix B.4) of the bytes, as an unsigned 32-bit number. Node's zlib has only CRC-32. */
export function crc32c(bytes: Uint8Array): number {
  const at = (slice: number, byte: number): number => tables[slice * 256 + byte] as number; // byte is below 256
  const byteAt = (index: number): number => bytes[index] as number; // index is below length
  let crc = -1;
  let index = 0;
  for (const end = bytes.length - 7; index < end; index += 8) {
    crc ^= byteAt(index) | (byteAt(index + 1) << 8) | (byteAt(index + 2) << 16) | (byteAt(index + 3) << 24);
    crc =
      at(7, crc & 0xff) ^
      at(6, (crc >>> 8) & 0xff) ^
      at(5, (crc >>> 16) & 0xff) ^
      at(4, crc >>> 24) ^
      at(3, byteAt(index + 4)) ^
      at(2, byteAt(index + 5)) ^
      at(1, byteAt(index + 6)) ^
      at(0, byteAt(index + 7));
  }
  for (; index < bytes.length; index += 1) crc = (crc >>> 8) ^ at(0, (crc ^ byteAt(index)) & 0xff);
  return ~crc >>> 0;
}
