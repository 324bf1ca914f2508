import type { ServiceName } from '@flowforge/contracts/words';

/** Health and metrics are for this machine only, whatever HOST is. */
export const OPS_HOST = '127.0.0.1';

/** Where one process listens; the same across its restarts. */
export interface Address {
  /** The interface of the API port. */
  host: string;
  port: number;
  opsPort: number;
}

/** Each service has a block of this many fixed ports, two for each of up to ten replicas. */
const BLOCK = 20;
const OFFSETS: Record<ServiceName | 'console', number> = {
  conversations: 0,
  registry: BLOCK,
  delivery: 2 * BLOCK,
  console: 3 * BLOCK,
};

/** The highest fixed port is the base port plus this. */
export const FIXED_PORTS_SPAN = 3 * BLOCK + 1;

/**
 * The fixed ports of one process: `basePort` + the service's offset + 2 for each replica before it; the ops port is the next
 * one.
 */
export function fixedPorts(
  basePort: number,
  name: ServiceName | 'console',
  replica: number,
): { port: number; opsPort: number } {
  const port = basePort + OFFSETS[name] + 2 * (replica - 1);
  return { port, opsPort: port + 1 };
}

/** The base URL of the API for a client on this machine. */
export function urlOf({ host, port }: Address): string {
  return `http://${reachable(host)}:${port}`;
}

/** The base URL of health and metrics for a client on this machine. */
export function opsUrlOf({ opsPort }: Address): string {
  return `http://${OPS_HOST}:${opsPort}`;
}

/** Whether a process that listens on this address can be reached from other machines under several addresses. */
export function isEveryInterface(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** A process that listens on every interface is reached on loopback. IPv6 addresses have brackets in a URL. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
