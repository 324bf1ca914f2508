import { shortId } from '@flowforge/design-system/format/short-id.ts';
import type { AuditEntry } from '../../../api/audit-log.js';

/** What was done, in words that follow the actor's name: “Ann” + “added the webhook “CRM””. */
const VERBS: Readonly<Record<AuditEntry['action'], string>> = {
  'session.started': 'signed in',
  'session.refused': 'refused a wrong password of',
  'session.ended': 'signed out',
  'user.created': 'created the account of',
  'user.renamed': 'changed the name of',
  'user.role_changed': 'changed the role of',
  'user.removed': 'removed the member',
  'user.password_changed': 'changed the password of',
  'user.password_reset': 'set a new password by a link for',
  'password_reset.created': 'made a password link for',
  'invitation.created': 'invited',
  'invitation.deleted': 'withdrew the invitation of',
  'invitation.accepted': 'accepted the invitation of',
  'api_key.created': 'created the API key',
  'api_key.revoked': 'revoked the API key',
  'webhook.created': 'added the webhook',
  'webhook.updated': 'changed the webhook',
  'webhook.secret_rotated': 'rotated the secret of the webhook',
  'webhook.disabled': 'disabled the webhook',
  'webhook.deleted': 'deleted the webhook',
  'assignment.created': 'assigned the webhook',
  'assignment.deleted': 'unassigned the webhook',
  'workspace.created': 'created the workspace',
  'workspace.updated': 'changed the workspace',
  'assistant.created': 'created the assistant',
  'assistant.updated': 'changed the assistant',
  'assistant.deleted': 'deleted the assistant',
  'form.created': 'created the form',
  'form.updated': 'changed the form',
  'form.deleted': 'deleted the form',
  'intent.created': 'created the intent',
  'intent.updated': 'changed the intent',
  'intent.deleted': 'deleted the intent',
  'widget.created': 'created a widget of the assistant',
  'widget.updated': 'changed a widget of the assistant',
  'widget.deleted': 'deleted a widget of the assistant',
  'captured_forms.exported': 'exported what was captured with the form',
  'conversation.closed': 'closed the conversation',
  'delivery.resent': 'sent again a delivery of',
  'recovery.started': 'started a recovery of the webhook',
  'recovery.cancelled': 'cancelled a recovery of the webhook',
  'test_event.sent': 'sent a test event to the webhook',
};

/** Their names are addresses, or names of events: they need no quotation marks. */
const PLAIN_NAMES: readonly string[] = ['user', 'invitation', 'delivery'];

/** Who did it. */
export function actorName({ actor }: AuditEntry): string {
  switch (actor.kind) {
    case 'operator':
      return 'The operator';
    case 'system':
      return 'Flowforge';
    case 'api_key':
      return `API key ${actor.name ?? actor.id ?? ''}`.trim();
    case 'user':
      return actor.name ?? 'A former user';
  }
}

const VERB_BY_ACTION: ReadonlyMap<string, string> = new Map(Object.entries(VERBS));

/** What was done. An action that only a newer release knows keeps its own word. */
export function verbOf({ action, changes }: { action: string; changes: AuditEntry['changes'] }): string {
  const [change, ...others] = changes;
  if (
    action === 'webhook.updated' &&
    change?.field === 'enabled' &&
    change.to !== null &&
    others.length === 0
  )
    return change.to === 'true' ? 'enabled the webhook' : 'disabled the webhook';
  return VERB_BY_ACTION.get(action) ?? action;
}

/** The name of what it was done to, as it was then; its shortened id if it has none. Undefined for a session, which needs no name. */
export function targetName({ target }: Pick<AuditEntry, 'target'>): string | undefined {
  if (target.kind === 'session') return undefined;
  if (target.name === null) return shortId(target.id);
  return PLAIN_NAMES.includes(target.kind) ? target.name : `“${target.name}”`;
}

const PAGES: Partial<Record<string, (id: string) => string>> = {
  webhook: (id) => `/profile/webhooks/${id}`,
  assistant: (id) => `/assistants/${id}`,
  form: (id) => `/forms/${id}`,
  intent: (id) => `/intents/${id}`,
  widget: (id) => `/widgets/${id}`,
  conversation: (id) => `/conversations/${id}`,
};

/** The page of what it was done to; undefined when it has none, or is deleted. */
export function targetPath(
  { target }: Pick<AuditEntry, 'target'>,
  deleted: ReadonlySet<string>,
): string | undefined {
  return deleted.has(target.id) ? undefined : PAGES[target.kind]?.(target.id);
}

/** The ids of what was deleted according to these entries. The newest come first, so the deletion of a thing is before its other entries. */
export function deletedIds(entries: readonly AuditEntry[]): ReadonlySet<string> {
  return new Set(entries.filter(({ action }) => action.endsWith('.deleted')).map(({ target }) => target.id));
}

/** Which fields were changed: “role: viewer → editor”, or the names of the fields alone. Undefined when none is named. */
export function changedFields({ changes }: AuditEntry): string | undefined {
  if (changes.length === 0) return undefined;
  return changes.map(changeText).join(', ');
}

function changeText({ field, from, to }: AuditEntry['changes'][number]): string {
  const name = field.replaceAll('_', ' ');
  if (from === null) return to === null ? name : `${name}: ${to}`;
  return `${name}: ${from} → ${to ?? 'none'}`;
}
