import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { DestinationRule } from '@flowforge/contracts/endpoint/destination-rule';
import { buildConnector } from 'undici';
import { BlockedAddress } from './failure.js';

/** Time to open a connection, TLS included, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Resolves a host name and returns its addresses only if all of them are allowed. A host with both allowed and refused
 * addresses is refused: it is an attack or a misconfiguration. The connection uses the checked addresses without a second DNS
 * lookup, whose result could differ.
 */
function checkedLookup(rule: DestinationRule): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const [first] = addresses;
      const refused = addresses.find(({ address }) => !rule.allowsAddress(address));
      if (refused || !first) {
        return callback(new BlockedAddress('the host resolves to an address that is not public'), '', 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/**
 * The connector of the HTTP agent that sends requests to endpoints. It checks host and port, resolves the name, checks every
 * address and connects to one of the checked addresses.
 *
 * @param localRun also allows loopback addresses, `localhost` and every port
 */
export function guardedConnector(localRun: boolean): buildConnector.connector {
  const rule = new DestinationRule(localRun);
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    autoSelectFamily: true,
    lookup: checkedLookup(rule),
  });
  return (options, callback) => {
    // An empty port is the default one of the scheme.
    const refused =
      rule.hostError(options.hostname) ?? (options.port === '' ? null : rule.portError(Number(options.port)));
    if (refused !== null) {
      callback(new BlockedAddress(`the endpoint ${refused}`), null);
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error) {
        callback(error, null);
        return;
      }
      // A last check that the connection went to an address that the rule allows.
      if (!rule.allowsAddress(socket.remoteAddress ?? '')) {
        socket.destroy();
        callback(new BlockedAddress('the connection went to an address that is not public'), null);
        return;
      }
      callback(null, socket);
    });
  };
}
