import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of processes, user and system together, in milliseconds. */
export interface CpuTime {
  /** Of their main threads. JavaScript runs there. */
  main: number;
  /** Of all other threads, such as those of the garbage collector. */
  other: number;
}

const NANOS_PER_MS = 1_000_000;

/** CPU time so far of the processes together. Null where the kernel does not report it in `/proc`: on systems other than Linux. */
export function cpuTimeOf(pids: readonly number[]): CpuTime | null {
  try {
    const time: CpuTime = { main: 0, other: 0 };
    for (const pid of pids) {
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const [nanos] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
        time[thread === String(pid) ? 'main' : 'other'] += Number(nanos) / NANOS_PER_MS;
      }
    }
    return time;
  } catch {
    return null;
  }
}

/** CPU time that the processes have used since `before`. */
export function cpuTimeSince(before: CpuTime | null, pids: readonly number[]): CpuTime | null {
  const now = cpuTimeOf(pids);
  return now && before && { main: now.main - before.main, other: now.other - before.other };
}

/** A process and its children, such as the connections of a Postgres server. */
export function withChildren(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid);
  return [pid, ...children.map(Number)];
}

/** The parent of a process; null when it has ended. */
function parentOf(pid: string): number | null {
  try {
    // The name of the program, in parentheses, may contain spaces.
    const [, afterName = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?=\S )/);
    return Number(afterName.split(' ')[1]);
  } catch {
    return null;
  }
}
