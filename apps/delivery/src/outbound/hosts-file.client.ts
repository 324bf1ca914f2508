import { readFileSync, statSync } from 'node:fs';
import { type HostAddress, parseHosts } from './hosts.js';

/** The file is looked at for changes at most this often, in milliseconds. */
const CHECK_MS = 1_000;

/** Used when the file does not name it (RFC 6761 §6.3). */
const LOCALHOST: readonly HostAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * The hosts file of the system, where Kubernetes writes `hostAliases`. It is read again after a change. Reads are synchronous:
 * the file is small and local, and an asynchronous read would wait for a thread of libuv's pool.
 */
export class HostsFile {
  private hosts = new Map<string, HostAddress[]>();
  private checkedAtMs = Number.NEGATIVE_INFINITY;
  private version = '';

  constructor(private readonly path = '/etc/hosts') {}

  /** The addresses of a name in lower case; null when the file does not have it. */
  addressesOf(name: string): readonly HostAddress[] | null {
    const now = performance.now();
    if (now - this.checkedAtMs >= CHECK_MS) {
      this.checkedAtMs = now;
      try {
        this.readIfChanged();
      } catch {
        // It is being replaced, or may not be read: what was read before stays, and the next check tries again.
      }
    }
    return this.hosts.get(name) ?? (name === 'localhost' ? LOCALHOST : null);
  }

  private readIfChanged(): void {
    const found = statSync(this.path, { throwIfNoEntry: false });
    const version = found ? `${found.ino} ${found.mtimeMs} ${found.size}` : 'missing';
    if (version === this.version) return;
    this.hosts = found ? parseHosts(readFileSync(this.path, 'utf8')) : new Map();
    this.version = version;
  }
}
