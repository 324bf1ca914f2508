import { ALL_SCOPES, type Scope } from '@flowforge/contracts/words';

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

/** The scopes as choices: those that the user may give. */
export function scopeChoices(own: readonly string[]): { id: Scope; words: string }[] {
  return ALL_SCOPES.filter((scope) => own.includes(scope)).map((id) => ({ id, words: SCOPE_WORDS[id] }));
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
