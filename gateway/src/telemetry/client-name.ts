/** The registry tells clients apart by as much of what they say. */
const longest = 255;

/** What a client says of itself in a header: nothing where it says it twice, and the beginning of what is long. */
export function saidIn(header: string | string[] | undefined): string {
  if (typeof header !== 'string') return '';
  if (header.length <= longest) return header;
  // A slice would keep the whole header in memory as long as itself; headers are Latin-1 in Node.
  return Buffer.from(header.slice(0, longest), 'latin1').toString('latin1');
}
