/**
 * What a job does. `replan`: plans stored events again after a routing change. `skip`: ends the waiting deliveries of a webhook that was
 * disabled or deleted. `recovery`: makes deliveries due again that were not delivered.
 */
export type JobKind = 'replan' | 'skip' | 'recovery';

/** `running` until everything was examined; `cancelled` by the caller, or because the webhook is not enabled any more. */
export const JOB_STATES = ['running', 'completed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** The last position that a job has examined: a time in the unit of the job, and an event. */
export interface Position {
  at: string;
  eventId: string;
}

/** A new job. Times are Unix microseconds; `until` is not included. */
export interface NewJob {
  id: string;
  kind: JobKind;
  workspaceId: string;
  webhookId: string | null;
  /** The revision of the webhook that asks for a skip job; null for other jobs. */
  revision: number | null;
  since: number;
  until: number;
  /** Statuses of the deliveries that a recovery covers. */
  statuses: readonly string[];
}

/** A stored job. */
export interface Job extends NewJob {
  position: Position | null;
}

/** Result of a chunk. */
export interface Chunk {
  /** `wait`: nothing was done, because enough work waits already. */
  next: 'continue' | 'wait' | 'completed' | 'cancelled';
  position: Position | null;
  /** Deliveries that the job covers, and those of them that were changed. */
  matched: number;
  requeued: number;
}

/** A chunk that examined nothing. */
export function emptyChunk(job: Job, next: Chunk['next']): Chunk {
  return { next, position: job.position, matched: 0, requeued: 0 };
}
