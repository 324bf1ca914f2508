import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '@flowforge/contracts/endpoint/address-rule';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { BlockedAddress } from './attempt.js';

/** Time to open a connection, TLS included, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Looks a host up and answers only addresses on the public internet. One bad address among good ones refuses the host:
 * an answer that mixes them is an attack or a mistake. What was checked is what is connected to, so a second answer
 * cannot differ.
 */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const [first] = addresses;
    const blocked = addresses.find(({ address }) => !isPublicAddress(address));
    if (blocked || !first) {
      return callback(new BlockedAddress('the host resolves to an address that is not public'), '', 0);
    }
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/**
 * The connector of the one outbound dispatcher: it resolves, checks and pins the address when it connects.
 *
 * @param allowPrivate lets loopback and private addresses in, for a local run
 */
export function guardedConnector(allowPrivate: boolean): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    autoSelectFamily: true,
    ...(allowPrivate ? {} : { lookup: publicLookup }),
  });
  if (allowPrivate) return connect;
  return (options, callback) => {
    const literal = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !isPublicAddress(literal)) {
      callback(new BlockedAddress('the endpoint is an address that is not public'), null);
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error) {
        callback(error, null);
        return;
      }
      // What the lookup let through is what must have been connected to.
      if (!isPublicAddress(socket.remoteAddress ?? '')) {
        socket.destroy();
        callback(new BlockedAddress('the connection went to an address that is not public'), null);
        return;
      }
      callback(null, socket);
    });
  };
}
