import ipaddr from 'ipaddr.js';

/**
 * The part of an address that belongs to one client: the whole IPv4 address, or the /64 network of an IPv6 address, since a
 * host can use any address of its network. A text that is not an address is returned unchanged.
 */
export function clientNetwork(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (!('parts' in address)) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
