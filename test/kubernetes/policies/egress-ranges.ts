import { isPublicAddress } from '@flowforge/contracts/endpoint/address-rule';
import ipaddr from 'ipaddr.js';
import { nameOf, ofKind } from '../manifests.js';
import { isInBlock } from './network.js';
import type { Policy } from './policy.js';

/** Delivery may connect to exactly the addresses that its own rule calls public. Compared at every edge of every range. */
export const egressRanges: Policy = {
  name: 'the egress of delivery is its own rule of addresses',
  violations: (objects) => {
    const policy = ofKind(objects, 'NetworkPolicy').find((one) => nameOf(one) === 'delivery');
    const blocks = (policy?.spec?.egress ?? []).flatMap(({ to = [] }) =>
      to.flatMap(({ ipBlock }) => ipBlock ?? []),
    );
    const ranges = [...specialRanges(), ...blocks.flatMap(({ cidr, except = [] }) => [cidr, ...except])];
    const addresses = new Set(ranges.flatMap(addressesAround));
    return [...addresses].flatMap((address) => {
      const allowed = blocks.some((block) => isInBlock(block, address));
      if (allowed === isPublicAddress(address)) return [];
      return [`${address} is ${allowed ? 'allowed, but not public' : 'public, but refused'}`];
    });
  },
};

/** The special ranges of the library that the rule uses, and those that the rule adds. */
function specialRanges(): string[] {
  const known: unknown[] = [
    ...Object.values(Reflect.get(ipaddr.IPv4.prototype, 'SpecialRanges') ?? {}),
    ...Object.values(Reflect.get(ipaddr.IPv6.prototype, 'SpecialRanges') ?? {}),
  ];
  const texts = [...JSON.stringify(known.flat(4).map(String)).matchAll(/"([\da-f:.]+)","(\d+)"/g)];
  return [...texts.map(([, address, bits]) => `${address}/${bits}`), '168.63.129.16/32', '2000::/3'];
}

/** The first and the last address of a range, the ones beside it, and one inside. Without addresses that IPv6 maps to IPv4. */
function addressesAround(range: string): string[] {
  const [network, bits] = ipaddr.parseCIDR(range);
  const bytes = network.toByteArray();
  const size = BigInt(bytes.length * 8);
  const first = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const length = 1n << (size - BigInt(bits));
  const numbers = [first - 1n, first, first + length / 2n, first + length - 1n, first + length];
  return numbers
    .filter((number) => number >= 0n && number < 1n << size)
    .map((number) => {
      const hex = number.toString(16).padStart(bytes.length * 2, '0');
      return ipaddr.fromByteArray([...Buffer.from(hex, 'hex')]);
    })
    .filter((address) => !(address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()))
    .map(String);
}
