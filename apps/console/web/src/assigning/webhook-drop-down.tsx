import { ComboBox } from '@flowforge/design-system/combo-box/combo-box';
import { FieldSkeleton } from '@flowforge/design-system/field/field-skeleton';
import { useQuery } from '@tanstack/react-query';
import { webhookChoicesQuery } from '../api/webhooks.js';

interface WebhookDropDownProps {
  /** The chosen webhook; null when none is. */
  value: string | null;
  onChange: (id: string) => void;
}

/**
 * The drop-down “Webhook”. A webhook that was just created is not in the list that was read before, so the drop-down waits for the
 * next list: without it, the field of a chosen webhook would be empty.
 */
export function WebhookDropDown({ value, onChange }: WebhookDropDownProps) {
  const { data, isFetching } = useQuery(webhookChoicesQuery);
  const isMissing = value !== null && data?.items.every(({ id }) => id !== value);
  if (data === undefined || (isMissing && isFetching)) return <FieldSkeleton />;
  return (
    <ComboBox
      label="Webhook"
      options={data.items.map(({ id, name, endpoint }) => ({ id, label: name, note: endpoint }))}
      value={value}
      onChange={onChange}
      placeholder="Choose a webhook"
      {...(data.next_cursor !== null && {
        description: 'Only the newest 2,000 webhooks are in this list.',
      })}
    />
  );
}
