import ipaddr from 'ipaddr.js';

/** An address of a host. */
export interface HostAddress {
  address: string;
  family: 4 | 6;
}

/** Returns the address, or null when the text is none. An IPv6 zone, such as `fe80::1%eth0`, makes it none. */
export function hostAddress(address: string): HostAddress | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return { address, family: 4 };
  return ipaddr.IPv6.isValid(address) && !address.includes('%') ? { address, family: 6 } : null;
}

/** The names of a hosts file (hosts(5)) in lower case, with their addresses in the order of the lines. */
export function parseHosts(text: string): Map<string, HostAddress[]> {
  const hosts = new Map<string, HostAddress[]>();
  for (const line of text.split('\n')) {
    const [first = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const address = hostAddress(first);
    if (address === null) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      const addresses = hosts.get(key);
      if (addresses) addresses.push(address);
      else hosts.set(key, [address]);
    }
  }
  return hosts;
}
