import { AUDIT_TARGET_KINDS, type AuditTargetKind } from '@flowforge/contracts/audit/audit-words';
import { FilterChip, Filters } from '@flowforge/design-system/filters/filters';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { apiKeyChoicesQuery } from '../../../api/api-keys.js';
import type { AuditFilters as Search } from '../../../api/audit-log.js';
import { memberChoicesQuery } from '../../../api/members.js';
import { readAuditSearch } from './audit-search.js';

const KIND_WORDS: Readonly<Record<AuditTargetKind, string>> = {
  session: 'signing in',
  user: 'members',
  invitation: 'invitations',
  api_key: 'API keys',
  webhook: 'webhooks',
  assignment: 'assignments',
  workspace: 'the workspace',
  assistant: 'assistants',
  form: 'forms',
  intent: 'intents',
  widget: 'widgets',
  conversation: 'conversations',
  delivery: 'deliveries',
};
const KINDS = AUDIT_TARGET_KINDS.map((id) => ({ id, label: KIND_WORDS[id] }));

/** The filters of the audit log; a change of one changes the URL. */
export function AuditFilters({ search }: { search: Search }) {
  const navigate = useNavigate();
  const { data: members } = useQuery(memberChoicesQuery);
  const { data: apiKeys } = useQuery(apiKeyChoicesQuery);
  const actors = [
    ...(members?.items ?? []).map(({ id, email }) => ({ id, label: email })),
    ...(apiKeys?.items ?? []).map(({ id, name }) => ({ id, label: `API key ${name}` })),
  ];
  const change = (name: keyof Search) => (value: string | undefined) =>
    void navigate({ to: '/profile/audit-log', search: readAuditSearch({ ...search, [name]: value }) });
  return (
    <Filters>
      <FilterChip name="About" options={KINDS} value={search.target_kind} onChange={change('target_kind')} />
      <FilterChip name="By" options={actors} value={search.actor_id} onChange={change('actor_id')} />
    </Filters>
  );
}
