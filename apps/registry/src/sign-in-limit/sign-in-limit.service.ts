import { Problem } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { keysOf, networkKey, WRONG_TRIES_MAX } from './sign-in-limit.js';
import { SignInLimitStore } from './sign-in-limit.store.js';

/** Keys that are known to be refused; the rest is read from the table. */
const REFUSED_MAX = 10_000;

/**
 * Limits wrong tries to sign in: for each account, so that many clients together cannot guess a password, and for each network of
 * clients, so that one client cannot try one password on many accounts. The counts are in Postgres, so they hold over all replicas.
 *
 * Others can use up the tries of an account. So a network from which the user has an open session may still try, within its own limit.
 */
@Injectable()
export class SignInLimit {
  /** A flood of refused tries is answered from here, without a statement for each. */
  private readonly refusedUntil = new LRUCache<string, number>({ max: REFUSED_MAX });

  constructor(@Inject(SignInLimitStore) private readonly store: SignInLimitStore) {}

  /**
   * Counts a try before the password is checked, so that tries at the same time are limited, too. Takes it back when the password was
   * right, and when it could not be checked: who tries again while too many wait must not be refused for that.
   *
   * @param check its result is null or false for a wrong password
   * @throws Problem 429 `too_many_sign_ins` with `retry-after`, and what `check` throws
   */
  async run<Right>(
    email: string,
    address: string,
    check: () => Promise<Right | null | false>,
  ): Promise<Right | null | false> {
    const giveBack = await this.count(email, address);
    let answer: Right | null | false | undefined;
    try {
      answer = await check();
      return answer;
    } finally {
      if (answer !== null && answer !== false) await giveBack();
    }
  }

  private async count(email: string, address: string): Promise<() => Promise<void>> {
    const { account, network } = keysOf(email, address);
    await this.countKey(network);
    try {
      await this.countKey(account);
    } catch (error) {
      if (!(error instanceof Problem) || !(await this.isKnownNetwork(email, address))) throw error;
    }
    return () => this.store.giveBack([account, network]);
  }

  /**
   * Counts a try for a secret that belongs to no account, such as a setup token, for the network alone.
   *
   * @returns what the caller must call when the secret was right
   * @throws Problem 429 `too_many_sign_ins` with `retry-after`
   */
  async countNetwork(address: string): Promise<() => Promise<void>> {
    const network = networkKey(address);
    await this.countKey(network);
    return () => this.store.giveBack([network]);
  }

  private async countKey(key: string): Promise<void> {
    const leftMs = (this.refusedUntil.get(key) ?? 0) - performance.now();
    if (leftMs > 0) throw tooManySignIns(Math.ceil(leftMs / 1_000));
    const { tries, secondsLeft } = await this.store.count(key);
    if (tries <= WRONG_TRIES_MAX) return;
    this.refusedUntil.set(key, performance.now() + secondsLeft * 1_000);
    throw tooManySignIns(secondsLeft);
  }

  private isKnownNetwork(email: string, address: string): Promise<boolean> {
    const network = networkKey(address);
    return this.store.hasSessionFrom(email, (other) => networkKey(other) === network);
  }
}

/** 429: the limit is reached. The client may try again after `seconds`. */
export function tooManySignIns(seconds: number): Problem {
  return new Problem(
    429,
    'too_many_sign_ins',
    `There were too many tries with a wrong password. Try again in ${seconds} s.`,
    undefined,
    { 'retry-after': String(seconds) },
  );
}
