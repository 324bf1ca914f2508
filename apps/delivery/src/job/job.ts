/**
 * What a job does. `replan`: plans stored events again after a routing change. `skip`: ends the waiting deliveries of a webhook that was
 * disabled or deleted. `recovery`: makes deliveries due again that were not delivered.
 */
export const JOB_KINDS = ['replan', 'skip', 'recovery'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/**
 * `running` until everything was examined; `cancelled` by the caller, or because the webhook is not enabled any more; `failed` after
 * `MAX_TRIES` tries of the same chunk.
 */
export const JOB_STATES = ['running', 'completed', 'cancelled', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Why a job has failed. `timeout`: a chunk took longer than a statement may. `internal_error`: any other reason. */
export const JOB_FAILURE_REASONS = ['timeout', 'internal_error'] as const;
export type JobFailureReason = (typeof JOB_FAILURE_REASONS)[number];

/** The statuses of deliveries that a recovery can cover. */
export const RECOVERABLE_STATUSES = ['failed', 'skipped', 'pending'] as const;
export type RecoverableStatus = (typeof RECOVERABLE_STATUSES)[number];

/** How often a chunk is tried. With the waits between the tries, a job fails after about 25 minutes. */
export const MAX_TRIES = 10;
const FIRST_WAIT_MS = 10_000;
/** Longest wait between two tries, in milliseconds. */
export const LONGEST_WAIT_MS = 300_000;

/** Wait before the next try of a chunk that has failed `failures` times in a row, in milliseconds; null when the job has failed. */
export function waitAfterFailure(failures: number): number | null {
  return failures >= MAX_TRIES ? null : Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
}

/** SQLSTATE of a statement that ran too long. */
const QUERY_CANCELED = '57014';

/** The reason that is stored with a job. It holds no message of an error, because the tenant reads it. */
export function jobFailureReasonOf(error: unknown): JobFailureReason {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return code === QUERY_CANCELED ? 'timeout' : 'internal_error';
}

/** A chunk of a job has failed; nothing of it remains. `cause` is the error. */
export class JobChunkFailed extends Error {
  constructor(
    readonly job: Pick<NewJob, 'id' | 'kind' | 'workspaceId'>,
    /** Failed tries of the chunk in a row. */
    readonly failures: number,
    cause: unknown,
  ) {
    super(`a chunk of the job ${job.id} failed`, { cause });
  }

  /** Whether the job is not tried again. */
  get isFinal(): boolean {
    return waitAfterFailure(this.failures) === null;
  }
}

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
  /** Statuses of the deliveries that a recovery covers; empty for other jobs. */
  statuses: readonly RecoverableStatus[];
}

/** A stored job. */
export interface Job extends NewJob {
  position: Position | null;
}

/** A recovery that sends what its webhook missed while it was disabled. Times as in `Job`. */
export type StoredRecovery = Pick<Job, 'since' | 'until' | 'position'> & {
  webhookId: string;
  state: JobState;
};

/**
 * Whether a recovery covers an event that was stored after the recovery had begun. One that was cancelled or has failed covers only what it
 * has examined. One that runs may have passed the event already.
 */
export function coversLate(
  { since, until, position, state }: StoredRecovery,
  { committedAt, id }: { committedAt: number; id: string },
): boolean {
  if (committedAt < since || committedAt >= until) return false;
  if (state === 'running' || state === 'completed') return true;
  if (position === null) return false;
  const at = Number(position.at);
  return committedAt < at || (committedAt === at && id <= position.eventId);
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
