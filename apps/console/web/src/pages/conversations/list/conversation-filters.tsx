import { FilterChip, Filters } from '@flowforge/design-system/filters/filters';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { assistantChoicesQuery } from '../../../api/assistants.js';
import { type ConversationSearch, readConversationSearch } from './conversation-search.js';

const STATUSES = [
  { id: 'open', label: 'open' },
  { id: 'closed', label: 'closed' },
];
const CAPTURES = [
  { id: 'form', label: 'a completed form' },
  { id: 'intent', label: 'an intent' },
];

/** The filters of the list; a change of one changes the URL. */
export function ConversationFilters({ search }: { search: ConversationSearch }) {
  const navigate = useNavigate();
  const { data: assistants } = useQuery(assistantChoicesQuery);
  const change = (name: keyof ConversationSearch) => (value: string | undefined) =>
    void navigate({ to: '/conversations', search: readConversationSearch({ ...search, [name]: value }) });
  return (
    <Filters>
      <FilterChip name="Status" options={STATUSES} value={search.status} onChange={change('status')} />
      <FilterChip name="With" options={CAPTURES} value={search.has} onChange={change('has')} />
      <FilterChip
        name="Assistant"
        options={(assistants?.items ?? []).map(({ id, name }) => ({ id, label: name }))}
        value={search.assistant_id}
        onChange={change('assistant_id')}
      />
    </Filters>
  );
}
