import { ALL_SCOPES, type Scope, scopesOfRole } from '@flowforge/contracts/words';

/** What a scope allows, in words. */
const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  'webhooks:read': 'Read webhooks and assignments',
  'webhooks:write': 'Change webhooks and assignments',
  'assistants:read': 'Read assistants, forms, intents and widgets',
  'assistants:write': 'Change assistants, forms, intents and widgets',
  'conversations:read': 'Read conversations and what was captured',
  'conversations:write': 'Answer and close conversations',
  'deliveries:read': 'Read deliveries and statistics',
  'deliveries:write': 'Send again, recover, send test events',
  'workspace:read': 'Read the workspace, members and API keys',
  'workspace:write': 'Change the workspace, members and API keys',
  'audit_log:read': 'Read the audit log, with e-mail and network addresses',
};

/** What a program with the scope sees or causes. */
const SCOPE_NOTES: Readonly<Record<Scope, string>> = {
  'webhooks:read': 'Endpoints, settings, and what each webhook is assigned to. No secret.',
  'webhooks:write': 'Can add and delete webhooks, change where they send, and rotate secrets.',
  'assistants:read': 'Texts and settings.',
  'assistants:write': 'Changes what visitors see and are asked.',
  'conversations:read': 'What visitors wrote and entered: personal data.',
  'conversations:write': 'Visitors receive these answers as from your team.',
  'deliveries:read': 'What was sent and answered, with the bodies: personal data.',
  'deliveries:write': 'Causes requests to your endpoints.',
  'workspace:read': 'Names and e-mail addresses of members. No API key can be read.',
  'workspace:write': 'Can invite owners and create more keys. Few programs need it.',
  'audit_log:read': 'Who signed in, and who changed what.',
};

/** A scope that the user may give. */
export interface ScopeChoice {
  id: Scope;
  words: string;
  note: string;
}

/** The scopes as choices: those that the user may give. */
export function scopeChoices(own: readonly string[]): ScopeChoice[] {
  return ALL_SCOPES.filter((scope) => own.includes(scope)).map((id) => ({
    id,
    words: SCOPE_WORDS[id],
    note: SCOPE_NOTES[id],
  }));
}

/** What a viewer may read: all but the audit log. */
export function readOnlyScopes(choices: readonly ScopeChoice[]): Scope[] {
  const readable = scopesOfRole('viewer');
  return choices.map(({ id }) => id).filter((id) => readable.includes(id));
}

/** A list of scopes in short: “Everything”, “Read everything”, or how many. */
export function scopeSummary(scopes: readonly Scope[]): string {
  if (scopes.length === ALL_SCOPES.length) return 'Everything';
  const reads = ALL_SCOPES.filter((scope) => scope.endsWith(':read'));
  const onlyReads = scopes.every((scope) => scope.endsWith(':read'));
  if (onlyReads && scopes.length === reads.length) return 'Read everything';
  if (onlyReads && scopes.length === reads.length - 1 && !scopes.includes('audit_log:read'))
    return 'Read everything but the audit log';
  if (scopes.length === 1) return SCOPE_WORDS[scopes[0] ?? 'webhooks:read'];
  return `${scopes.length} scopes`;
}
