import ipaddr from 'ipaddr.js';

// IPv6 that is routed on the public internet (IANA's global unicast block); everything else is special in some way.
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the public internet. Private, loopback, link-local, shared (CGNAT), multicast,
 * documentation and reserved ones are not, nor is any IPv6 address that carries an IPv4 one within (mapped, NAT64,
 * 6to4, Teredo), since what is behind those cannot be seen from here.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
}
