import {
  accepts,
  type Assignment,
  firstAbove,
  isActive,
  revisionAt,
  type RoutableEvent,
  type RoutingRevision,
  type Target,
  type WebhookRevision,
} from './routing.js';
import { SourceAssignments } from './source-assignments.js';

/** A webhook in memory: its highest known revision, and what decides the routing in all of its revisions, ascending. */
interface KnownWebhook {
  current: WebhookRevision;
  revisions: RoutingRevision[];
}

/**
 * The routing in memory: all assignments, and all revisions of all webhooks, until `forget`. Changes may be applied late, twice and in
 * any order; the same set of changes always gives the same view. Secrets are kept of the current revisions only.
 */
export class RoutingView {
  private readonly assignments = new Map<string, Assignment>();
  /** By the id of an assistant or a form, then by webhook. A key of the id alone: joining texts to a key costs more than a look-up. */
  private readonly bySource = new Map<string, Map<string, SourceAssignments>>();
  private readonly webhooks = new Map<string, KnownWebhook>();

  /** @param margin microseconds by which intervals are widened: the clocks of two databases may differ by that much */
  constructor(private readonly margin: number) {}

  applyAssignment(assignment: Assignment): void {
    const { assignmentId, sourceId, webhookId } = assignment;
    const known = this.assignments.get(assignmentId);
    if (known && known.revision >= assignment.revision) return;
    this.assignments.set(assignmentId, assignment);
    const ofSource = this.bySource.get(sourceId) ?? new Map<string, SourceAssignments>();
    const ofWebhook = ofSource.get(webhookId) ?? new SourceAssignments();
    ofWebhook.set(assignment, known);
    this.bySource.set(sourceId, ofSource.set(webhookId, ofWebhook));
  }

  applyWebhook(revision: WebhookRevision): void {
    const known = this.webhooks.get(revision.webhookId);
    if (!known) {
      this.webhooks.set(revision.webhookId, {
        current: withoutUnusedSecrets(revision),
        revisions: [routingPartOf(revision)],
      });
      return;
    }
    const { revisions } = known;
    const before = positionOf(revisions, revision.revision);
    const previous = revisions[before];
    if (previous?.revision === revision.revision) return;
    revisions.splice(before + 1, 0, routingPartOf(revision, previous));
    if (revision.revision > known.current.revision) known.current = withoutUnusedSecrets(revision);
  }

  /**
   * Removes what no event committed at or after `before` can need: revisions that were replaced, and assignments that ended, before
   * `before`, in Unix microseconds. The last revision of each webhook stays. `RoutingStore` deletes the same rows.
   */
  forget(before: number): void {
    for (const { revisions } of this.webhooks.values()) {
      const replaced = revisions.findLastIndex(({ validFrom }) => validFrom < before);
      if (replaced > 0) revisions.splice(0, replaced);
    }
    for (const [sourceId, ofSource] of this.bySource) {
      for (const [webhookId, assignments] of ofSource) {
        for (const { assignmentId } of assignments.removeEndedBefore(before))
          this.assignments.delete(assignmentId);
        if (assignments.size === 0) ofSource.delete(webhookId);
      }
      if (ofSource.size === 0) this.bySource.delete(sourceId);
    }
  }

  /** Whether a revision of a webhook or of an assignment was applied. */
  has({ kind, id, revision }: { kind: 'webhook' | 'assignment'; id: string; revision: number }): boolean {
    if (kind === 'assignment') return (this.assignments.get(id)?.revision ?? 0) >= revision;
    const revisions = this.webhooks.get(id)?.revisions ?? [];
    return revisions[positionOf(revisions, revision)]?.revision === revision;
  }

  /** The webhook as it is now: its highest known revision. A deleted one has no secrets and no headers. */
  current(webhookId: string): WebhookRevision | undefined {
    return this.webhooks.get(webhookId)?.current;
  }

  /** The webhooks that were assigned to the event's assistant or form, and accepted its type, when it was committed. */
  targetsOf(event: RoutableEvent): Target[] {
    const targets: Target[] = [];
    for (const sourceId of sourcesOf(event)) {
      for (const [webhookId, assignments] of this.bySource.get(sourceId) ?? []) {
        if (!this.isAssigned(assignments, event)) continue;
        const target = this.targetOf(webhookId, event, false);
        if (target && !targets.some((known) => known.webhookId === webhookId)) targets.push(target);
      }
    }
    return targets;
  }

  /**
   * The target that the webhook would be for the event if it had never been disabled; null when it was not assigned, or did not accept
   * the type, when the event was committed.
   */
  targetWhileDisabled(event: RoutableEvent, webhookId: string): Target | null {
    const isAssigned = sourcesOf(event).some((sourceId) => {
      const assignments = this.bySource.get(sourceId)?.get(webhookId);
      return assignments !== undefined && this.isAssigned(assignments, event);
    });
    return isAssigned ? this.targetOf(webhookId, event, true) : null;
  }

  /** The targets that the event has lost because they were disabled when it was committed, and that are enabled now. */
  missedBy(event: RoutableEvent): Target[] {
    const missed: Target[] = [];
    for (const sourceId of sourcesOf(event)) {
      for (const [webhookId, assignments] of this.bySource.get(sourceId) ?? []) {
        const known = this.webhooks.get(webhookId);
        // Most webhooks were never changed, so nothing can be missing.
        if (!known || known.revisions.length < 2 || !isActive(known.current)) continue;
        if (!this.isAssigned(assignments, event) || this.targetOf(webhookId, event, false)) continue;
        const target = this.targetOf(webhookId, event, true);
        if (target && !missed.some((one) => one.webhookId === webhookId)) missed.push(target);
      }
    }
    return missed;
  }

  /** The webhook as a target; null when it is of another workspace, or did not accept the event. */
  private targetOf(webhookId: string, event: RoutableEvent, whileDisabled: boolean): Target | null {
    const known = this.webhooks.get(webhookId);
    if (known?.current.workspaceId !== event.workspaceId) return null;
    const { current, revisions } = known;
    const revision = revisionAt(revisions, event.committedAt);
    if (!revision || !accepts(revisions, event.type, event.committedAt, this.margin, whileDisabled))
      return null;
    return { webhookId, payloadVersion: revision.payloadVersion, isOrdered: current.isOrdered };
  }

  private isAssigned(assignments: SourceAssignments, event: RoutableEvent): boolean {
    return assignments.someAt(
      event.committedAt,
      this.margin,
      ({ workspaceId, sourceKind, sourceId, eventTypes }) =>
        workspaceId === event.workspaceId &&
        sourceId === (sourceKind === 'form' ? event.formId : event.assistantId) &&
        eventTypes.includes(event.type),
    );
  }
}

/** The position of the last revision that is not above `revision`; -1 when all are. */
function positionOf(revisions: readonly RoutingRevision[], revision: number): number {
  return firstAbove(revisions, revision, (one) => one.revision) - 1;
}

/** Only what decides the routing, so that thousands of revisions need little memory. Equal lists of event types are shared with `previous`. */
function routingPartOf(
  { revision, validFrom, enabled, deleted, eventTypes, payloadVersion }: RoutingRevision,
  previous?: RoutingRevision,
): RoutingRevision {
  const isShared =
    previous?.eventTypes.length === eventTypes.length &&
    previous.eventTypes.every((type, index) => type === eventTypes[index]);
  return {
    revision,
    validFrom,
    enabled,
    deleted,
    eventTypes: isShared ? previous.eventTypes : eventTypes,
    payloadVersion,
  };
}

/** Nothing is sent to a deleted webhook any more, so its secrets and headers are not kept. */
function withoutUnusedSecrets(revision: WebhookRevision): WebhookRevision {
  return revision.deleted ? { ...revision, secrets: [], encryptedHeaders: null } : revision;
}

/** The ids of the assistant and the form that the event comes from. */
function sourcesOf({ assistantId, formId }: RoutableEvent): string[] {
  return formId === null ? [assistantId] : [assistantId, formId];
}
