import { isLoopbackAddress, isPublicAddress, literalAddress } from './address-rule.js';
import { hostNameError } from './host-name-rule.js';
import { isWebPort } from './port-rule.js';

const NOT_PUBLIC = 'must be on the public internet: use a host that everyone can reach';

/**
 * Where a webhook may be sent. The registry applies it to the endpoint that a caller gives, and delivery again when it
 * connects, also to every address that the host's name resolves to.
 */
export class DestinationRule {
  /** @param localRun allows loopback addresses, `localhost` and every port besides, and nothing else */
  constructor(private readonly localRun: boolean) {}

  allowsAddress(address: string): boolean {
    return isPublicAddress(address) || (this.localRun && isLoopbackAddress(address));
  }

  /**
   * What is wrong with a host, in words for the caller; null when it may be contacted. `host` is a name or an address as a
   * URL parser writes it: lower case, ASCII, IPv6 in brackets or not.
   */
  hostError(host: string): string | null {
    const address = literalAddress(host);
    if (address !== null) return this.allowsAddress(address) ? null : NOT_PUBLIC;
    return this.localRun && host === 'localhost' ? null : hostNameError(host);
  }

  /** What is wrong with a port, in words for the caller; null when it may be contacted. */
  portError(port: number): string | null {
    if (port !== 0 && (this.localRun || isWebPort(port))) return null;
    return `has port ${port}, which is not a web server's: use 443 or another port for HTTPS`;
  }
}
