import {
  accepts,
  type Assignment,
  covers,
  revisionAt,
  type RoutableEvent,
  type Target,
  type WebhookRevision,
} from './routing.js';

/**
 * The routing in memory: all assignments, and all revisions of all webhooks. Changes may be applied late, twice and in any
 * order; the same set of changes always gives the same view.
 */
export class RoutingView {
  private readonly assignments = new Map<string, Assignment>();
  /** Ids of assignments by the id of their assistant or form. A key of the id alone: joining texts to a key costs more than a look-up. */
  private readonly bySource = new Map<string, Set<string>>();
  private readonly webhooks = new Map<string, WebhookRevision[]>();

  /** @param margin microseconds by which intervals are widened */
  constructor(private readonly margin: number) {}

  applyAssignment(assignment: Assignment): void {
    const known = this.assignments.get(assignment.assignmentId);
    if (known && known.revision >= assignment.revision) return;
    this.assignments.set(assignment.assignmentId, assignment);
    const ids = this.bySource.get(assignment.sourceId) ?? new Set();
    this.bySource.set(assignment.sourceId, ids.add(assignment.assignmentId));
  }

  applyWebhook(revision: WebhookRevision): void {
    const revisions = this.webhooks.get(revision.webhookId) ?? [];
    // Usually the newest revision comes last. Searching all of them for each one is slow with thousands.
    const before = revisions.findLastIndex((known) => known.revision <= revision.revision);
    if (revisions[before]?.revision === revision.revision) return;
    revisions.splice(before + 1, 0, revision);
    this.webhooks.set(revision.webhookId, revisions);
  }

  /** Whether a revision of a webhook or of an assignment was applied. */
  has({ kind, id, revision }: { kind: 'webhook' | 'assignment'; id: string; revision: number }): boolean {
    if (kind === 'assignment') return (this.assignments.get(id)?.revision ?? 0) >= revision;
    return this.webhooks.get(id)?.some((known) => known.revision === revision) ?? false;
  }

  /** The webhook as it is now: its highest known revision. */
  current(webhookId: string): WebhookRevision | undefined {
    return this.webhooks.get(webhookId)?.at(-1);
  }

  /** The webhooks that were assigned to the event's assistant or form, and accepted its type, when it was committed. */
  targetsOf(event: RoutableEvent): Target[] {
    const targets: Target[] = [];
    for (const sourceId of sourcesOf(event)) {
      for (const id of this.bySource.get(sourceId) ?? []) {
        const assignment = this.assignments.get(id);
        if (!assignment || !this.covers(assignment, event)) continue;
        const { webhookId } = assignment;
        const revisions = this.webhooks.get(webhookId) ?? [];
        const revision = revisionAt(revisions, event.committedAt);
        if (revision?.workspaceId !== event.workspaceId) continue;
        if (!accepts(revisions, event.type, event.committedAt, this.margin)) continue;
        if (targets.some((target) => target.webhookId === webhookId)) continue;
        targets.push({
          webhookId,
          payloadVersion: revision.payloadVersion,
          isOrdered: revisions.at(-1)?.isOrdered ?? false,
        });
      }
    }
    return targets;
  }

  /**
   * The target that the webhook would be for the event if it had never been disabled; null when it was not assigned, or did not accept
   * the type, when the event was committed.
   */
  targetWhileDisabled(event: RoutableEvent, webhookId: string): Target | null {
    const revisions = this.webhooks.get(webhookId) ?? [];
    const revision = revisionAt(revisions, event.committedAt);
    if (revision?.workspaceId !== event.workspaceId) return null;
    const isAssigned = sourcesOf(event).some((sourceId) =>
      [...(this.bySource.get(sourceId) ?? [])].some((id) => {
        const assignment = this.assignments.get(id);
        return assignment?.webhookId === webhookId && this.covers(assignment, event);
      }),
    );
    if (!isAssigned || !accepts(revisions, event.type, event.committedAt, this.margin, true)) return null;
    const isOrdered = revisions.at(-1)?.isOrdered ?? false;
    return { webhookId, payloadVersion: revision.payloadVersion, isOrdered };
  }

  private covers(assignment: Assignment, event: RoutableEvent): boolean {
    const { workspaceId, sourceKind, sourceId } = assignment;
    return (
      workspaceId === event.workspaceId &&
      sourceId === (sourceKind === 'form' ? event.formId : event.assistantId) &&
      assignment.eventTypes.includes(event.type) &&
      covers(assignment.validFrom, assignment.validTo, event.committedAt, this.margin)
    );
  }
}

/** The ids of the assistant and the form that the event comes from. */
function sourcesOf({ assistantId, formId }: RoutableEvent): string[] {
  return formId === null ? [assistantId] : [assistantId, formId];
}
