import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { KeyedLimit, LimitReachedError } from '@flowforge/scheduling/keyed-limit';
import { clientNetwork } from '@flowforge/service-kit/auth/client-network';
import { Problem, unavailable } from '@flowforge/service-kit/http/problem';
import { Counter, type Registry } from 'prom-client';
import {
  decodePasswordHash,
  encodePasswordHash,
  HASH_BYTES,
  HASH_COST,
  type HashCost,
  normalizePassword,
  type PasswordHash,
  SALT_BYTES,
} from './password-hash.js';

/** Each running hash uses 128 MiB and one of Node's four worker threads. */
const LIMITS = { running: 2, waiting: 20, waitMs: 6_000 };
/** Places of the queue for one network of clients, and the queue before them, so that others find a place although it sends many. */
const NETWORK_LIMITS = { running: 6, waiting: 16, waitMs: 5_000 };
const KEY = 'password';
/** `scrypt` refuses to use more memory, in bytes. Twice of what HASH_COST needs. */
const MAX_MEMORY = 256 * 1024 * 1024;

/** Compared with for an account that does not exist, so that the answer takes as long as for one that does. Nothing matches it. */
const NO_ACCOUNT: PasswordHash = {
  ...HASH_COST,
  salt: Buffer.alloc(SALT_BYTES),
  hash: Buffer.alloc(HASH_BYTES),
};

/** Hashes and verifies passwords with scrypt. A bounded queue protects the memory and the processor of this process. */
export class PasswordHasher {
  private readonly networks = new KeyedLimit(NETWORK_LIMITS);
  private readonly queue = new KeyedLimit(LIMITS);
  private readonly hashes: Counter<'result'>;

  constructor(register?: Registry) {
    this.hashes = new Counter({
      name: 'password_hashes_total',
      help: 'Password hashes that were computed, and requests that were refused because too many waited.',
      labelNames: ['result'],
      registers: register === undefined ? [] : [register],
    });
  }

  /**
   * The hash of a new password, as it is stored.
   *
   * @param client IP address of the client, or another name of who asks
   * @throws Problem 503 `sign_in_busy`
   */
  async hash(password: string, client: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.compute(password, salt, HASH_COST, client);
    return encodePasswordHash({ ...HASH_COST, salt, hash });
  }

  /**
   * Whether this is the password of the stored hash. The work is the same without a stored hash.
   *
   * @param stored null for an account that does not exist
   * @param client as for `hash`
   * @throws Problem 503 `sign_in_busy`
   */
  async verify(password: string, stored: string | null, client: string): Promise<boolean> {
    const expected = stored === null ? NO_ACCOUNT : decodePasswordHash(stored);
    const hash = await this.compute(password, expected.salt, expected, client);
    return timingSafeEqual(hash, expected.hash) && stored !== null;
  }

  private async compute(
    password: string,
    salt: Buffer,
    { logN, r, p }: HashCost,
    client: string,
  ): Promise<Buffer> {
    const leave = await this.enter(clientNetwork(client));
    try {
      const options = { N: 2 ** logN, r, p, maxmem: MAX_MEMORY };
      return await new Promise<Buffer>((resolve, reject) =>
        scrypt(normalizePassword(password), salt, HASH_BYTES, options, (error, hash) =>
          error ? reject(error) : resolve(hash),
        ),
      );
    } finally {
      leave();
      this.hashes.inc({ result: 'computed' });
    }
  }

  private async enter(network: string): Promise<() => void> {
    let leaveNetwork: (() => void) | undefined;
    try {
      const leaveOwn = (leaveNetwork = await this.networks.enter(network));
      const leaveQueue = await this.queue.enter(KEY);
      return () => {
        leaveQueue();
        leaveOwn();
      };
    } catch (error) {
      leaveNetwork?.();
      if (!(error instanceof LimitReachedError)) throw error;
      this.hashes.inc({ result: 'refused' });
      throw signInBusy();
    }
  }
}

/** 503: too many passwords are being checked at the same time. */
export function signInBusy(): Problem {
  return unavailable('sign_in_busy', 'Too many people sign in at the same time. Try again in a moment.', 2);
}
