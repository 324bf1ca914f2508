import { Resolver } from 'node:dns';
import { LRUCache } from 'lru-cache';
import { OWN_CODES } from './failure-codes.js';
import { NameNotResolved } from './failure.js';
import { type HostAddress, hostAddress } from './hosts.js';
import type { HostsFile } from './hosts-file.client.js';

/** Limit of one lookup, in milliseconds, and of one query to one server. */
const DEADLINE_MS = 3_000;
const QUERY_MS = 1_000;
const QUERY_TRIES = 2;
/** After the answer for one address family, the other family has this time, in milliseconds. */
const OTHER_FAMILY_MS = 250;
/** Names that are kept. */
const CACHE_NAMES = 10_000;
/** How long an answer is kept, in milliseconds, whatever its TTL is, and how long a failure. */
const KEPT_MIN_MS = 1_000;
const KEPT_MAX_MS = 60_000;
const FAILURE_KEPT_MS = 5_000;
/** Lookups that run at the same time. One whose name servers do not answer runs for a few seconds, then its failure is kept. */
const MAX_LOOKUPS = 256;

/** Called with the addresses of a name, IPv4 first, or with an error. */
export type Resolved = (error: NameNotResolved | null, addresses: readonly HostAddress[]) => void;

interface Answer {
  error: NameNotResolved | null;
  addresses: readonly HostAddress[];
}

/** One lookup of a name, for all who wait for it. */
interface Lookup {
  readonly name: string;
  readonly waiting: Resolved[];
  readonly codes: string[];
  readonly addresses: HostAddress[];
  /** The lowest TTL of the addresses, in seconds. */
  ttl: number;
  /** Queries without an answer yet. */
  queries: number;
  done: boolean;
  timer: NodeJS.Timeout;
}

/**
 * Resolves host names: from the hosts file first, then with DNS queries of its own for exactly that name. It does not use
 * `dns.lookup`, because getaddrinfo runs in libuv's few threads: names whose servers hang would hold up everything else there.
 * The caller checks the addresses each time, also those from the cache.
 */
export class AddressResolver {
  private readonly resolver = new Resolver({ timeout: QUERY_MS, tries: QUERY_TRIES });
  private readonly cache = new LRUCache<string, Answer>({ max: CACHE_NAMES });
  private readonly lookups = new Map<string, Lookup>();
  /** Lookups that have sent nothing yet. */
  private readonly queue = new Set<Lookup>();
  private running = 0;

  /** @param servers addresses of DNS servers with their port; by default those of the system */
  constructor(
    private readonly hosts: HostsFile,
    servers?: readonly string[],
    private readonly maxLookups = MAX_LOOKUPS,
  ) {
    if (servers) this.resolver.setServers(servers);
  }

  /** Resolves a name in lower case. `resolved` is called later, also with an answer from the cache. */
  resolve(name: string, resolved: Resolved): void {
    const fromFile = this.hosts.addressesOf(name);
    if (fromFile !== null) {
      process.nextTick(resolved, null, fromFile);
      return;
    }
    const cached = this.cache.get(name);
    if (cached) {
      process.nextTick(resolved, cached.error, cached.addresses);
      return;
    }
    const running = this.lookups.get(name);
    if (running) running.waiting.push(resolved);
    else this.lookUp(name, resolved);
  }

  /** Ends all lookups. */
  close(): void {
    this.resolver.cancel();
    for (const lookup of [...this.lookups.values()]) this.fail(lookup, 'ECANCELLED');
  }

  private lookUp(name: string, resolved: Resolved): void {
    const lookup: Lookup = {
      name,
      waiting: [resolved],
      codes: [],
      addresses: [],
      ttl: Number.POSITIVE_INFINITY,
      queries: 0,
      done: false,
      // With setImmediate, an answer that came while the process was paused counts.
      timer: setTimeout(() => setImmediate(() => this.end(lookup)), DEADLINE_MS),
    };
    this.lookups.set(name, lookup);
    this.queue.add(lookup);
    this.startNext();
  }

  private startNext(): void {
    for (const lookup of this.queue) {
      if (this.running >= this.maxLookups) return;
      this.queue.delete(lookup);
      this.running += 1;
      lookup.queries = 2;
      this.resolver.resolve4(lookup.name, { ttl: true }, (error, records) =>
        this.onAnswer(lookup, error, records),
      );
      this.resolver.resolve6(lookup.name, { ttl: true }, (error, records) =>
        this.onAnswer(lookup, error, records),
      );
    }
  }

  private onAnswer(
    lookup: Lookup,
    error: NodeJS.ErrnoException | null,
    records: readonly { address: string; ttl: number }[] | undefined,
  ): void {
    lookup.queries -= 1;
    if (error) lookup.codes.push(error.code ?? 'ESERVFAIL');
    else {
      for (const { address, ttl } of records ?? []) {
        const found = hostAddress(address);
        if (found === null) continue;
        lookup.addresses.push(found);
        lookup.ttl = Math.min(lookup.ttl, ttl);
      }
    }
    if (lookup.queries === 0) {
      this.running -= 1;
      this.end(lookup);
      this.startNext();
    } else if (!lookup.done && lookup.addresses.length > 0) {
      clearTimeout(lookup.timer);
      lookup.timer = setTimeout(() => this.end(lookup), OTHER_FAMILY_MS);
    }
  }

  /** Ends a lookup with what has been answered so far. */
  private end(lookup: Lookup): void {
    if (lookup.addresses.length === 0) {
      this.fail(lookup, failureCode(lookup));
      return;
    }
    const addresses = lookup.addresses.sort((one, other) => one.family - other.family);
    this.finish(lookup, { error: null, addresses }, keptMs(lookup.ttl));
  }

  private fail(lookup: Lookup, code: string): void {
    // Neither a failure of ours nor a lookup that has sent nothing says something about the name.
    const kept = !OWN_CODES.has(code) && !this.queue.has(lookup);
    this.finish(lookup, { error: new NameNotResolved(code), addresses: [] }, kept ? FAILURE_KEPT_MS : 0);
  }

  private finish(lookup: Lookup, answer: Answer, keepMs: number): void {
    if (lookup.done) return;
    lookup.done = true;
    clearTimeout(lookup.timer);
    this.lookups.delete(lookup.name);
    this.queue.delete(lookup);
    if (keepMs > 0) this.cache.set(lookup.name, answer, { ttl: keepMs });
    for (const resolved of lookup.waiting) resolved(answer.error, answer.addresses);
  }
}

/** How long an answer is kept, in milliseconds. */
export function keptMs(ttlSeconds: number): number {
  return Math.min(Math.max(ttlSeconds * 1_000, KEPT_MIN_MS), KEPT_MAX_MS);
}

/** A family without addresses (`ENODATA`) says less than a failure of the other one, and a name that is missing says most. */
function failureCode({ codes, queries }: Lookup): string {
  if (codes.includes('ENOTFOUND')) return 'ENOTFOUND';
  if (queries > 0 || codes.length === 0) return 'ETIMEOUT';
  return codes.find((code) => code !== 'ENODATA') ?? 'ENODATA';
}
