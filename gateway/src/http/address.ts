import type { IncomingMessage } from 'node:http';

/**
 * The client's address: the socket's, or what the outermost of the proxies that are trusted wrote. Entries of
 * `X-Forwarded-For` beyond those are the client's own words.
 */
export function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const socketAddress = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return socketAddress;
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const addresses = [...forwarded.map((address) => address.trim()).filter(Boolean), socketAddress];
  return addresses.at(-1 - trustedProxies) ?? addresses[0] ?? socketAddress;
}
