import { isLoopbackAddress, isPublicAddress, literalAddress } from './address-rule.js';
import { hostNameError } from './host-name-rule.js';
import { isWebPort } from './port-rule.js';

const NOT_PUBLIC = 'must be on the public internet: use a host that can be reached from everywhere';

/**
 * Decides which hosts, addresses and ports a webhook may be sent to. The registry checks the endpoint of a request with it.
 * Delivery checks again when it connects, including every address that the host name resolves to.
 */
export class DestinationRule {
  /** @param localRun also allows loopback addresses, `localhost` and every port */
  constructor(private readonly localRun: boolean) {}

  allowsAddress(address: string): boolean {
    return isPublicAddress(address) || (this.localRun && isLoopbackAddress(address));
  }

  /**
   * The validation error of a host, as a text for the caller; null when the host is allowed. `host` is a name or an address as
   * a URL parser writes it: lower case, ASCII, IPv6 with or without brackets.
   */
  hostError(host: string): string | null {
    const address = literalAddress(host);
    if (address !== null) return this.allowsAddress(address) ? null : NOT_PUBLIC;
    return this.localRun && host === 'localhost' ? null : hostNameError(host);
  }

  /** The validation error of a port, as a text for the caller; null when the port is allowed. */
  portError(port: number): string | null {
    if (port !== 0 && (this.localRun || isWebPort(port))) return null;
    return `has port ${port}, which is not a port of web servers: use 443 or another port for HTTPS`;
  }
}
