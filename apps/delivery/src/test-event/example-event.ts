import { type DomainEvent, EXAMPLE_EVENTS } from '@flowforge/contracts/events/event';
import { newId } from '@flowforge/contracts/ids';
import { fromMicros } from '@flowforge/contracts/time';
import type { EventType } from '@flowforge/contracts/words';

/** The example of an event, with an id of its own, as if it happened at `now`, in Unix milliseconds. */
export function exampleEvent(workspaceId: string, type: EventType, now: number): DomainEvent {
  return {
    ...EXAMPLE_EVENTS[type],
    id: newId(),
    workspace_id: workspaceId,
    committed_at: fromMicros(now * 1_000),
  };
}
