import type { AttemptTiming } from '../../../api/deliveries.js';

/** A part of an attempt's time. */
export interface Phase {
  kind: 'dns' | 'connect' | 'tls' | 'waiting' | 'response';
  name: string;
  /** Null when it was not needed or not reached. */
  ms: number | null;
  /** Where it begins and ends on the line from 0 to 100. */
  from: number;
  to: number;
}

/**
 * The parts of an attempt in their order. The service measures the first byte from the start of the attempt; here `waiting` is only the time
 * between the open connection and the first byte, or the end when no byte came.
 */
export function phasesOf({ dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms }: AttemptTiming): Phase[] {
  const opened = (dns_ms ?? 0) + (connect_ms ?? 0) + (tls_ms ?? 0);
  const answered = first_byte_ms ?? total_ms;
  const waiting = first_byte_ms === null ? 'Until it failed' : 'Waiting';
  const parts: [Phase['kind'], string, number | null][] = [
    ['dns', 'DNS', dns_ms],
    ['connect', 'Connect', connect_ms],
    ['tls', 'TLS', tls_ms],
    ['waiting', waiting, Math.max(0, answered - opened)],
    ['response', 'Response', first_byte_ms === null ? null : Math.max(0, total_ms - first_byte_ms)],
  ];
  // Rounded parts can be longer than the whole.
  const whole = Math.max(1, ...[parts.reduce((sum, [, , ms]) => sum + (ms ?? 0), 0), total_ms]);
  let at = 0;
  return parts.map(([kind, name, ms]) => {
    const from = at;
    at += ((ms ?? 0) / whole) * 100;
    return { kind, name, ms, from, to: at };
  });
}
