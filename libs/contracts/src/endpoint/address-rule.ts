import ipaddr from 'ipaddr.js';

/** An address in a public range at which every virtual machine on Azure reaches its metadata service. */
const AZURE_HOST = '168.63.129.16';

/** The only range from which public IPv6 addresses are assigned (RFC 4291 §2.4). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for an address on the public internet. False for loopback, private, link-local (which includes cloud metadata),
 * carrier-grade NAT, multicast, reserved and translated addresses, in every notation: decimal, octal, hexadecimal,
 * shortened or mapped into IPv6. Also false for a text that is not an address.
 */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const real = ipaddr.process(address);
  if (real.range() !== 'unicast') return false;
  return real instanceof ipaddr.IPv6 ? real.match(GLOBAL_IPV6) : real.toString() !== AZURE_HOST;
}

/** The IP address in a URL's `hostname`, without the brackets of IPv6; null for a name. */
export function literalAddress(hostname: string): string | null {
  const text = hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(text) ? text : null;
}

/** True for an address of this machine itself: 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/** The IPv4 address inside an IPv6 address of the form `::ffff:1.2.3.4`; null for any other address. */
export function mappedIpv4(address: string): string | null {
  if (!ipaddr.IPv6.isValid(address)) return null;
  const parsed = ipaddr.IPv6.parse(address);
  return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : null;
}
