import type { EventType, PayloadVersion, SourceKind } from '@flowforge/contracts/words';

/** One revision of a webhook, in force from `validFrom` until the next revision's. Times are integer microseconds. */
export interface WebhookRevision {
  webhookId: string;
  workspaceId: string;
  revision: number;
  validFrom: number;
  enabled: boolean;
  deleted: boolean;
  /** May hold names of newer releases; they never match. */
  eventTypes: readonly string[];
  payloadVersion: PayloadVersion;
  endpoint: string;
  headersSealed: string | null;
  /** Newest first. */
  secrets: readonly { sealed: string; expiresAt: number | null }[];
}

/** A webhook assigned to an assistant or a form, in force for [validFrom, validTo). */
export interface Assignment {
  assignmentId: string;
  workspaceId: string;
  webhookId: string;
  sourceKind: SourceKind;
  sourceId: string;
  eventTypes: readonly string[];
  /** 1 = assigned, 2 = ended; the higher one is the truth. */
  revision: number;
  validFrom: number;
  validTo: number | null;
}

/** What of an event decides where it goes. */
export interface RoutableEvent {
  type: EventType;
  workspaceId: string;
  assistantId: string;
  formId: string | null;
  /** Integer microseconds. */
  committedAt: number;
}

/** A webhook that an event must reach, with the payload version it had when the event was committed. */
export interface Target {
  webhookId: string;
  payloadVersion: PayloadVersion;
}

/** Whether `at` lies in [from, to), either end moved outwards by `margin`: clocks of two databases may differ by so much. */
export function covers(from: number, to: number | null, at: number, margin: number): boolean {
  return at >= from - margin && (to === null || at < to + margin);
}

/** The payload version in force at `at`; before the first revision, the first one's. */
export function revisionAt(revisions: readonly WebhookRevision[], at: number): WebhookRevision | undefined {
  return revisions.findLast((revision) => revision.validFrom <= at) ?? revisions[0];
}

/** Whether the webhook took events of `type` at some instant within `margin` of `at`. `revisions` ascend. */
export function accepts(
  revisions: readonly WebhookRevision[],
  type: EventType,
  at: number,
  margin: number,
): boolean {
  return revisions.some((revision, index) => {
    const until = revisions[index + 1]?.validFrom ?? null;
    return (
      revision.enabled &&
      !revision.deleted &&
      revision.eventTypes.includes(type) &&
      covers(revision.validFrom, until, at, margin)
    );
  });
}
