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

/** A webhook listening to an assistant or a form, in force for [validFrom, validTo). */
export interface Assignment {
  id: string;
  webhookId: string;
  source: Source;
  eventTypes: EventType[];
  /** 1 when it was made, 2 when it has ended. */
  revision: number;
  validFrom: Instant;
  /** null while it is live. */
  validTo: Instant | null;
}

/** The assignment once it has ended at `now`, or at its start if the clock says that this came first. */
export function ended(assignment: Assignment, now: Instant): Assignment {
  const validTo = now > assignment.validFrom ? now : assignment.validFrom;
  return { ...assignment, revision: assignment.revision + 1, validTo };
}

/** What a request names as source, and the events it asks for; or the validation errors. */
export function readAssignment(asked: {
  assistant_id?: string;
  form_id?: string;
  event_types?: EventType[];
}): { source: Source; eventTypes: EventType[] } | { errors: FieldError[] } {
  const sources = sourcesOf(asked);
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    const message = 'exactly one of assistant_id and form_id is needed';
    return { errors: ['assistant_id', 'form_id'].map((field) => ({ field, message })) };
  }
  const allowed = ALLOWED_ASSIGNMENT_EVENT_TYPES[source.kind];
  const eventTypes = asked.event_types ?? [...DEFAULT_ASSIGNMENT_EVENT_TYPES[source.kind]];
  if (eventTypes.every((type) => allowed.includes(type))) return { source, eventTypes };
  const message = `may hold only ${allowed.join(', ')} for ${source.kind === 'form' ? 'a form' : 'an assistant'}`;
  return { errors: [{ field: 'event_types', message }] };
}

function sourcesOf({ assistant_id, form_id }: { assistant_id?: string; form_id?: string }): Source[] {
  return [
    ...(assistant_id === undefined ? [] : [{ kind: 'assistant' as const, id: assistant_id.toLowerCase() }]),
    ...(form_id === undefined ? [] : [{ kind: 'form' as const, id: form_id.toLowerCase() }]),
  ];
}
