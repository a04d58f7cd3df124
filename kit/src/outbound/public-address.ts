import ipaddr from 'ipaddr.js';

/** Translates to IPv4 within a network of its own choosing (RFC 8215), so it may lead anywhere. */
const localNat64 = ipaddr.parseCIDR('64:ff9b:1::/48');

/**
 * Whether an IP address belongs to the public internet: none that is private, loopback, link-local, shared (RFC 6598),
 * multicast, reserved, or an IPv4 address of such a kind in the clothes of IPv6.
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.match(localNat64)) return false;
  return parsed.range() === 'unicast';
}
