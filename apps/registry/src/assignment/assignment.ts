import type { Instant } from '@flowforge/contracts/time';
import {
  ALLOWED_ASSIGNMENT_EVENT_TYPES,
  DEFAULT_ASSIGNMENT_EVENT_TYPES,
  type EventType,
  type SourceKind,
} from '@flowforge/contracts/words';
import type { FieldError } from '@flowforge/service-kit/http/problem';

/** What a webhook is assigned to. */
export interface Source {
  kind: SourceKind;
  id: string;
}

/** A webhook assigned to an assistant or a form. It is valid for events committed in [validFrom, validTo). */
export interface Assignment {
  id: string;
  webhookId: string;
  source: Source;
  eventTypes: EventType[];
  /** 1 when the assignment was created, 2 when it has ended. */
  revision: number;
  validFrom: Instant;
  /** Null while the assignment has not ended. */
  validTo: Instant | null;
}

/**
 * Ends an assignment at `now`. If the database's clock was set back and `now` is before `validFrom`, it ends at `validFrom`.
 */
export function endAssignment(assignment: Assignment, now: Instant): Assignment {
  const validTo = now > assignment.validFrom ? now : assignment.validFrom;
  return { ...assignment, revision: assignment.revision + 1, validTo };
}

/** Reads the source and the event types of a request to assign a webhook; returns the validation errors if there are any. */
export function readAssignment(requested: {
  assistant_id?: string;
  form_id?: string;
  event_types?: EventType[];
}): { source: Source; eventTypes: EventType[] } | { errors: FieldError[] } {
  const sources = sourcesOf(requested);
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    const message = 'exactly one of assistant_id and form_id is required';
    return { errors: ['assistant_id', 'form_id'].map((field) => ({ field, message })) };
  }
  const allowed = ALLOWED_ASSIGNMENT_EVENT_TYPES[source.kind];
  const eventTypes = requested.event_types ?? [...DEFAULT_ASSIGNMENT_EVENT_TYPES[source.kind]];
  if (eventTypes.every((type) => allowed.includes(type))) return { source, eventTypes };
  const message = `must be one of ${allowed.join(', ')} for ${source.kind === 'form' ? 'a form' : 'an assistant'}`;
  const wrong = [...eventTypes.entries()].filter(([, type]) => !allowed.includes(type));
  return { errors: wrong.map(([index]) => ({ field: `event_types[${index}]`, message })) };
}

function sourcesOf({ assistant_id, form_id }: { assistant_id?: string; form_id?: string }): Source[] {
  return [
    ...(assistant_id === undefined ? [] : [{ kind: 'assistant' as const, id: assistant_id.toLowerCase() }]),
    ...(form_id === undefined ? [] : [{ kind: 'form' as const, id: form_id.toLowerCase() }]),
  ];
}
