import ipaddr from 'ipaddr.js';

/** Public by its range, yet every machine on Azure reaches its host's metadata there. */
const AZURE_HOST = '168.63.129.16';

/** Where the internet's own addresses are handed out (RFC 4291 §2.4); the rest of IPv6 embeds or reserves something. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Names that a resolver answers from this machine or its own network (RFC 6761, RFC 6762, ICANN's `.internal`). */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal)\.?$/i;

/**
 * True for an address on the public internet, the only ones that a webhook may be sent to. Loopback, private,
 * link-local (cloud metadata with it), carrier-grade NAT, multicast, reserved and translated addresses are not, in
 * whatever form they are written: decimal, octal, hexadecimal, shortened or mapped into IPv6. Anything that is no
 * address is not public either.
 */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const real = ipaddr.process(address);
  if (real.range() !== 'unicast') return false;
  return real instanceof ipaddr.IPv6 ? real.match(GLOBAL_IPV6) : real.toString() !== AZURE_HOST;
}

/** The address that a URL's `hostname` spells out, without the brackets of IPv6; null for a name. */
export function literalAddress(hostname: string): string | null {
  const text = hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(text) ? text : null;
}

/** True for a name that never leaves this machine or its own network, such as `localhost`. */
export function isLocalName(hostname: string): boolean {
  return LOCAL_NAME.test(hostname);
}
