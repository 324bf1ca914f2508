/** What a fault does to its target. `kill`: SIGKILL and a new start. `pause`: SIGSTOP for a while. `wipe`: a kill that loses all data. */
export type FaultKind = 'kill' | 'pause' | 'wipe';

export const TARGETS = ['conversations', 'registry', 'delivery', 'console', 'nats', 'postgres'] as const;
export type Target = (typeof TARGETS)[number];

/** One fault. */
export interface Fault {
  /** From the start of the run, in milliseconds. */
  atMs: number;
  target: Target;
  /** Which replica, counted from 0; 0 for what has no replicas. */
  replica: number;
  kind: FaultKind;
  /** How long it stays down or paused, in milliseconds. */
  forMs: number;
}

/** Kinds by target. Postgres and the front door are not paused: their clients then only see a slow answer, as with `nats`. */
const KINDS: Readonly<Record<Target, readonly FaultKind[]>> = {
  conversations: ['kill', 'pause'],
  registry: ['kill', 'pause'],
  delivery: ['kill', 'pause'],
  console: ['kill'],
  nats: ['kill', 'pause', 'wipe'],
  postgres: ['kill'],
};

const GAP_MS = [1_000, 6_000] as const;
const DOWN_MS = [200, 4_000] as const;
/** Longer than a lease of delivery and than its acknowledgement deadline, so that others take over. */
const PAUSE_MS = [1_000, 14_000] as const;

/** Numbers from 0 to 1 that a seed fixes: mulberry32 (public domain, Tommy Ettinger, 2017). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The faults of a run. The same seed, time and replicas give the same faults. One ends before the next begins. */
export function planFaults(seed: number, runMs: number, replicas: number): Fault[] {
  const random = randomFrom(seed);
  const between = ([min, max]: readonly [number, number]): number => Math.round(min + random() * (max - min));
  const pick = <T>(items: readonly [T, ...T[]] | readonly T[]): T | undefined =>
    items[Math.floor(random() * items.length)];
  const faults: Fault[] = [];
  let atMs = between(GAP_MS);
  while (atMs < runMs) {
    const target = pick(TARGETS);
    if (target === undefined) break;
    const kind = pick(KINDS[target]) ?? 'kill';
    const hasReplicas = target === 'conversations' || target === 'registry' || target === 'delivery';
    const replica = hasReplicas ? Math.floor(random() * replicas) : 0;
    const forMs = between(kind === 'pause' ? PAUSE_MS : DOWN_MS);
    faults.push({ atMs, target, replica, kind, forMs });
    atMs += forMs + between(GAP_MS);
  }
  return faults;
}
