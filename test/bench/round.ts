import type { CpuTime } from './process-cpu.js';

export const PROCESSES = ['sender', 'postgres', 'nats', 'sink', 'bench'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** Rate of a round, its duration in milliseconds, and the CPU time of each process. */
export interface Round {
  perSecond: number;
  ms: number;
  cpu: Partial<Record<ProcessName, CpuTime | null>>;
}

/** The upper median; 0 of nothing. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * The lines of a table: the median CPU time of each process for one request, in microseconds, with a column for each kind of round.
 *
 * @param requests of one round
 */
export function cpuTimesTable(kinds: Record<string, readonly Round[]>, requests: number): string[] {
  const line = (name: string, values: readonly string[]): string =>
    name.padEnd(34) + values.map((value) => value.padStart(10)).join('');
  const columns = Object.values(kinds);
  const times = PROCESSES.flatMap((name) =>
    (['main', 'other'] as const).map((part) =>
      line(
        part === 'main' ? name : `${name}, other threads`,
        columns.map((rounds) => microseconds(rounds, name, part, requests)),
      ),
    ),
  );
  const busy = columns.map((rounds) =>
    (median(rounds.map(({ cpu, ms }) => (cpu.sender?.main ?? NaN) / ms)) * 100).toFixed(0),
  );
  return [
    line('CPU time of one request, µs', Object.keys(kinds)),
    ...times,
    line('main thread of the sender busy, %', busy),
  ];
}

/** `-` when the time is not known. */
function microseconds(
  rounds: readonly Round[],
  name: ProcessName,
  part: keyof CpuTime,
  requests: number,
): string {
  const times = rounds.flatMap(({ cpu }) => cpu[name]?.[part] ?? []);
  return times.length === 0 ? '-' : ((median(times) / requests) * 1_000).toFixed(1);
}
