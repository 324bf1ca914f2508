import { EVENT_TYPES } from '@flowforge/contracts/words';
import { FilterChip, Filters } from '@flowforge/design-system/filters/filters';
import { clockTime } from '@flowforge/design-system/format/relative-time.ts';
import { shortId } from '@flowforge/design-system/format/short-id.ts';
import { useNavigate } from '@tanstack/react-router';
import { STATUS_WORDS } from '../../../delivery/outcome-words.js';
import { type DeliverySearch, readDeliverySearch, SPANS } from './delivery-search.js';

const STATUSES = Object.entries(STATUS_WORDS).map(([id, { word }]) => ({ id, label: word }));
const EVENTS = EVENT_TYPES.map((id) => ({ id, label: id }));

const SINCE = 'since';

const sinceOption = (since: string) => ({
  id: SINCE,
  label: `since ${clockTime(Date.parse(since), Date.now())}`,
});

/** The filters of a list of deliveries; a change of one changes the URL. */
export function DeliveryFilters({ search }: { search: DeliverySearch }) {
  const navigate = useNavigate();
  const change = (name: keyof DeliverySearch) => (value: string | undefined) =>
    void navigate({ to: '.', search: readDeliverySearch({ ...search, [name]: value }) });
  const changeSpan = (within: string | undefined): void =>
    void navigate({ to: '.', search: readDeliverySearch({ ...search, since: undefined, within }) });
  return (
    <Filters>
      <FilterChip name="Status" options={STATUSES} value={search.status} onChange={change('status')} />
      <FilterChip name="Event" options={EVENTS} value={search.event} onChange={change('event')} />
      <FilterChip
        name="Time"
        options={search.since === undefined ? SPANS : [...SPANS, sinceOption(search.since)]}
        value={search.within ?? (search.since && SINCE)}
        onChange={(value) => (value === SINCE ? undefined : changeSpan(value))}
      />
      {search.conversation !== undefined && (
        <FilterChip
          name="Conversation"
          options={[{ id: search.conversation, label: shortId(search.conversation) }]}
          value={search.conversation}
          onChange={change('conversation')}
        />
      )}
    </Filters>
  );
}
