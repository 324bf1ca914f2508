/** Closed sets of values that several services share. Code, storage, API and docs spell them the same way. */

/** The events a webhook can receive, by their canonical names. */
export const EVENT_TYPES = [
  'captured_form.created',
  'captured_intent.created',
  'conversation.closed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The event types of a webhook that sets none. */
export const DEFAULT_WEBHOOK_EVENT_TYPES: readonly EventType[] = EVENT_TYPES;

/** What a webhook can be assigned to. */
export const SOURCE_KINDS = ['assistant', 'form'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** The event types of an assignment that sets none, by the kind of its source. */
export const DEFAULT_ASSIGNMENT_EVENT_TYPES: Readonly<Record<SourceKind, readonly EventType[]>> = {
  assistant: ['captured_intent.created', 'conversation.closed'],
  form: ['captured_form.created'],
};

/** The event types that an assignment may have: those its source can cause. */
export const ALLOWED_ASSIGNMENT_EVENT_TYPES: Readonly<Record<SourceKind, readonly EventType[]>> = {
  assistant: EVENT_TYPES,
  form: ['captured_form.created'],
};

/** Versions of the webhook body. A released one never changes. */
export const PAYLOAD_VERSIONS = ['2024-04', '2026-05'] as const;
export type PayloadVersion = (typeof PAYLOAD_VERSIONS)[number];

/** The payload version of a new webhook. */
export const DEFAULT_PAYLOAD_VERSION: PayloadVersion = '2026-05';

/** The channel of a widget. */
export const CHANNELS = ['chat', 'phone'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The visitor's device; `phone` means a phone call. */
export const DEVICE_TYPES = ['mobile', 'desktop', 'tablet', 'phone'] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

/** Who or what ended a conversation. */
export const CLOSED_REASONS = ['visitor', 'assistant', 'agent', 'idle', 'hangup', 'max_duration'] as const;
export type ClosedReason = (typeof CLOSED_REASONS)[number];

/** Who wrote a message. */
export const MESSAGE_ROLES = ['visitor', 'assistant', 'agent'] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/** The languages in which the chat has texts of its own, such as “Send”. English stands in for all others. */
export const CHAT_LANGUAGES = ['ar', 'de', 'en', 'es', 'fr'] as const;

/** The scopes of api keys and of roles: what a caller may do. */
export const ALL_SCOPES = [
  'webhooks:read',
  'webhooks:write',
  'assistants:read',
  'assistants:write',
  'conversations:read',
  'conversations:write',
  'deliveries:read',
  'deliveries:write',
  'workspace:read',
  'workspace:write',
  'audit_log:read',
] as const;
export type Scope = (typeof ALL_SCOPES)[number];

/** The role of a user in a workspace. */
export const ROLES = ['owner', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** The audit log has e-mail addresses and IP addresses of every member, so it is for owners, as a change of the workspace is. */
const OWNERS_ONLY: readonly Scope[] = ['workspace:write', 'audit_log:read'];
const EDITOR_SCOPES = ALL_SCOPES.filter((scope) => !OWNERS_ONLY.includes(scope));

const SCOPES_OF_ROLES: Readonly<Record<Role, readonly Scope[]>> = {
  owner: ALL_SCOPES,
  editor: EDITOR_SCOPES,
  viewer: EDITOR_SCOPES.filter((scope) => scope.endsWith(':read')),
};

/**
 * What a role allows. An owner may do everything; an editor everything but changes of the workspace and the audit log; a viewer
 * only read, and not the audit log.
 */
export function scopesOfRole(role: Role): readonly Scope[] {
  return SCOPES_OF_ROLES[role];
}

/** The roles that have a scope. */
export function rolesWithScope(scope: Scope): Role[] {
  return ROLES.filter((role) => SCOPES_OF_ROLES[role].includes(scope));
}

/** The services that own data and answer requests. */
export const SERVICE_NAMES = ['conversations', 'registry', 'delivery'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Narrows a string to one word of a closed set: `isWord(PAYLOAD_VERSIONS, value)`. */
export function isWord<Word extends string>(words: readonly Word[], value: unknown): value is Word {
  return words.some((word) => word === value);
}
