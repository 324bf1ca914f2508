import type { DomainEvent } from '@flowforge/contracts/events/event';
import { toMicros } from '@flowforge/contracts/time';
import type { RoutableEvent } from './routing.js';

/** The parts of an event that decide where it is delivered. */
export function routable(event: DomainEvent): RoutableEvent {
  return {
    type: event.type,
    workspaceId: event.workspace_id,
    assistantId: event.source.assistant_id,
    formId: event.source.form_id,
    committedAt: toMicros(event.committed_at),
  };
}

/** The events that routing changes may affect: those of `workspaceId` committed at or after `since` (Unix microseconds). */
export interface ReplanRange {
  workspaceId: string;
  since: number;
}

/** For each workspace, the range of events that the changes may affect. `validFrom` and `margin` are in microseconds. */
export function rangesOf(
  changes: readonly { workspaceId: string; validFrom: number }[],
  margin: number,
): ReplanRange[] {
  const since = new Map<string, number>();
  for (const { workspaceId, validFrom } of changes) {
    since.set(workspaceId, Math.min(since.get(workspaceId) ?? Number.POSITIVE_INFINITY, validFrom - margin));
  }
  return [...since].map(([workspaceId, from]) => ({ workspaceId, since: Math.max(0, from) }));
}
