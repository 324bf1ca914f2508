import { Resolver } from 'node:dns';
import { LRUCache } from 'lru-cache';
import { OWN_CODES } from './failure-codes.js';
import { LookupNotStarted, NameNotResolved } from './failure.js';
import { type HostAddress, hostAddress } from './hosts.js';
import type { HostsFile } from './hosts-file.client.js';
import { LookupQueue } from './lookup-queue.js';

/** Limit of one lookup from its first query on, in milliseconds, and of one query to one server. */
const DEADLINE_MS = 3_000;
const QUERY_MS = 1_000;
const QUERY_TRIES = 2;
/** How long a lookup waits for others before its first query, in milliseconds. */
const QUEUE_WAIT_MS = 1_000;
/** After the answer for one address family, the other family has this time, in milliseconds. */
const OTHER_FAMILY_MS = 250;
/** Names that are kept. */
const CACHE_NAMES = 10_000;
/** How long an answer is kept, in milliseconds, whatever its TTL is, and how long a failure. */
const KEPT_MIN_MS = 1_000;
const KEPT_MAX_MS = 60_000;
const FAILURE_KEPT_MS = 5_000;
/** Lookups that run at the same time, and one for each workspace besides. One whose name servers do not answer runs for a few seconds, then its failure is kept. */
const MAX_LOOKUPS = 256;

/** Called with the addresses of a name, IPv4 first, or with an error. */
export type Resolved = (
  error: NameNotResolved | LookupNotStarted | null,
  addresses: readonly HostAddress[],
) => void;

/** A lookup that was asked for. */
export interface PendingLookup {
  /** True when it waits, or had to wait, for other lookups. Then the time that it takes says nothing about the name. */
  readonly isDelayed: boolean;
}

interface Answer {
  error: NameNotResolved | LookupNotStarted | null;
  addresses: readonly HostAddress[];
}

interface DnsRecord {
  address: string;
  ttl: number;
}

/** One lookup of a name, for all who wait for it. */
interface Lookup extends PendingLookup {
  readonly name: string;
  readonly waiting: Resolved[];
  /** Those who wait for it. */
  readonly workspaceIds: Set<string>;
  readonly codes: string[];
  readonly addresses: HostAddress[];
  /** The lowest TTL of the addresses, in seconds. */
  ttl: number;
  /** Queries without an answer yet. */
  queries: number;
  isStarted: boolean;
  isDelayed: boolean;
  done: boolean;
  /** The limit of the wait in the queue, then the deadline of the lookup. */
  timer: NodeJS.Timeout | undefined;
}

const NOT_DELAYED: PendingLookup = { isDelayed: false };

/**
 * Resolves host names: from the hosts file first, then with DNS queries of its own for exactly that name. It does not use
 * `dns.lookup`, because getaddrinfo runs in libuv's few threads: names whose servers hang would hold up everything else there.
 * The caller checks the addresses each time, also those from the cache.
 */
export class AddressResolver {
  private readonly resolver = new Resolver({ timeout: QUERY_MS, tries: QUERY_TRIES });
  private readonly cache = new LRUCache<string, Answer>({ max: CACHE_NAMES });
  private readonly lookups = new Map<string, Lookup>();
  /** Lookups that have sent nothing yet, and how many run. */
  private readonly queue: LookupQueue<Lookup>;

  /** @param servers addresses of DNS servers with their port; by default those of the system */
  constructor(
    private readonly hosts: HostsFile,
    servers?: readonly string[],
    maxLookups = MAX_LOOKUPS,
  ) {
    this.queue = new LookupQueue(maxLookups);
    if (servers) this.resolver.setServers(servers);
  }

  /**
   * Resolves a name in lower case for an endpoint of a workspace. `resolved` is called later, also with an answer from the cache. The
   * error is a `LookupNotStarted` when the name was not asked for, because too many others are being resolved.
   */
  resolve(name: string, workspaceId: string, resolved: Resolved): PendingLookup {
    const fromFile = this.hosts.addressesOf(name);
    if (fromFile !== null) {
      process.nextTick(resolved, null, fromFile);
      return NOT_DELAYED;
    }
    const cached = this.cache.get(name);
    if (cached) {
      process.nextTick(resolved, cached.error, cached.addresses);
      return NOT_DELAYED;
    }
    const lookup = this.lookups.get(name) ?? this.newLookup(name);
    lookup.waiting.push(resolved);
    if (!lookup.isStarted) {
      lookup.workspaceIds.add(workspaceId);
      this.queue.add(workspaceId, lookup);
      this.startNext();
      if (!lookup.isStarted) lookup.isDelayed = true;
    }
    return lookup;
  }

  /** Ends all lookups. */
  close(): void {
    this.resolver.cancel();
    for (const lookup of [...this.lookups.values()]) this.fail(lookup, 'ECANCELLED');
  }

  private newLookup(name: string): Lookup {
    const lookup: Lookup = {
      name,
      waiting: [],
      workspaceIds: new Set(),
      codes: [],
      addresses: [],
      ttl: Number.POSITIVE_INFINITY,
      queries: 0,
      isStarted: false,
      isDelayed: false,
      done: false,
      timer: undefined,
    };
    lookup.timer = setTimeout(() => this.notStarted(lookup), QUEUE_WAIT_MS);
    this.lookups.set(name, lookup);
    return lookup;
  }

  private startNext(): void {
    for (let next = this.queue.next(); next !== null; next = this.queue.next()) {
      const { lookup, workspaceId } = next;
      this.queue.remove(lookup.workspaceIds, lookup);
      this.start(lookup, workspaceId);
    }
  }

  private start(lookup: Lookup, workspaceId: string): void {
    lookup.isStarted = true;
    lookup.queries = 2;
    clearTimeout(lookup.timer);
    // With setImmediate, an answer that came while the process was paused counts.
    lookup.timer = setTimeout(() => setImmediate(() => this.end(lookup)), DEADLINE_MS);
    const onAnswer = (error: NodeJS.ErrnoException | null, records?: readonly DnsRecord[]): void =>
      this.onAnswer(lookup, workspaceId, error, records);
    this.resolver.resolve4(lookup.name, { ttl: true }, onAnswer);
    this.resolver.resolve6(lookup.name, { ttl: true }, onAnswer);
  }

  private onAnswer(
    lookup: Lookup,
    workspaceId: string,
    error: NodeJS.ErrnoException | null,
    records: readonly DnsRecord[] | undefined,
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
      this.queue.end(workspaceId);
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
    // A failure of ours says nothing about the name.
    const keepMs = OWN_CODES.has(code) ? 0 : FAILURE_KEPT_MS;
    this.finish(lookup, { error: new NameNotResolved(code), addresses: [] }, keepMs);
  }

  private notStarted(lookup: Lookup): void {
    const error = new LookupNotStarted('too many other names are being resolved');
    this.finish(lookup, { error, addresses: [] }, 0);
  }

  private finish(lookup: Lookup, answer: Answer, keepMs: number): void {
    if (lookup.done) return;
    lookup.done = true;
    clearTimeout(lookup.timer);
    this.lookups.delete(lookup.name);
    this.queue.remove(lookup.workspaceIds, lookup);
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
