import type { IntentOwner } from './intent-classifier.js';

/** What `add` put out of the queue, and why. */
export interface Displaced<Job> {
  job: Job;
  /** `superseded`: a newer job of the same assistant took its place. `queue_full`: there was no room. */
  reason: 'superseded' | 'queue_full';
}

/**
 * Jobs that wait, at most one for each assistant, in one queue per workspace. The queues are served in rotation, so a workspace
 * with many assistants does not delay the others.
 */
export class TrainingQueue<Job> {
  /** By workspace, then by assistant; the order of the outer map is the order in which they are served. */
  private readonly queues = new Map<string, Map<string, Job>>();
  private size = 0;

  /** @param capacity jobs of all workspaces together */
  constructor(private readonly capacity: number) {}

  /**
   * Adds a job, or replaces the one of the same assistant. When the queue is full, the newest job of the workspace with the most
   * jobs is displaced; that is the added job itself unless another workspace has more jobs than its own would then have.
   */
  add({ workspaceId, assistantId }: IntentOwner, job: Job): Displaced<Job> | undefined {
    const queue = this.queues.get(workspaceId) ?? new Map<string, Job>();
    const older = queue.get(assistantId);
    if (older !== undefined) {
      queue.set(assistantId, job);
      return { job: older, reason: 'superseded' };
    }
    let displaced: Displaced<Job> | undefined;
    if (this.size >= this.capacity) {
      const dropped = this.dropNewest(queue.size + 1);
      if (dropped === undefined) return { job, reason: 'queue_full' };
      displaced = { job: dropped, reason: 'queue_full' };
    }
    queue.set(assistantId, job);
    this.queues.set(workspaceId, queue);
    this.size += 1;
    return displaced;
  }

  /** Takes the oldest job of the next workspace. */
  next(): Job | undefined {
    for (const [workspaceId, queue] of this.queues) {
      // Moved to the end of the map, so that the other workspaces are served first.
      this.queues.delete(workspaceId);
      for (const [assistantId, job] of queue) {
        queue.delete(assistantId);
        this.size -= 1;
        if (queue.size > 0) this.queues.set(workspaceId, queue);
        return job;
      }
    }
    return undefined;
  }

  /** Takes the newest job of the longest queue, if that queue has more than `length` jobs. */
  private dropNewest(length: number): Job | undefined {
    let longest: Map<string, Job> | undefined;
    for (const queue of this.queues.values()) {
      if (queue.size > (longest?.size ?? length)) longest = queue;
    }
    const newest = [...(longest ?? [])].at(-1);
    if (newest === undefined) return undefined;
    longest?.delete(newest[0]);
    this.size -= 1;
    return newest[1];
  }
}
