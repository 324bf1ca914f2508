import { NumberField } from '@flowforge/design-system/number-field/number-field';
import { Select } from '@flowforge/design-system/select/select';
import { Switch } from '@flowforge/design-system/switch/switch';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { DEFAULT_SCHEDULE, RATE_LIMIT_MAX } from '@flowforge/contracts/routing/webhook-settings';
import { readSchedule, scheduleSummary, scheduleText } from './schedule.js';
import styles from './settings.module.css';
import type { FieldsProps } from './what-fields.js';

/** When it is tried again, how fast, and in which order. */
export function PaceFields({ draft, onChange, isReadOnly }: FieldsProps) {
  const read = readSchedule(draft.schedule);
  return (
    <>
      <TextField
        label="Retry schedule"
        name="schedule"
        isCode
        isReadOnly={isReadOnly}
        value={draft.schedule}
        onChange={(schedule) => onChange({ schedule })}
        validate={(text) => {
          const result = readSchedule(text);
          return 'error' in result ? result.error : null;
        }}
        description={`${'schedule' in read ? `${scheduleSummary(read.schedule)}. ` : ''}The wait before each retry, separated by commas. Default: ${scheduleText(DEFAULT_SCHEDULE)}.`}
      />
      <Switch
        label="Limit the rate"
        description="What may not start yet waits; nothing is lost."
        isDisabled={isReadOnly}
        isSelected={draft.rate !== undefined}
        onChange={(isOn) => onChange({ rate: isOn ? { limit: 10, per: 'second' } : undefined })}
      />
      {draft.rate !== undefined && (
        <div className={styles.pair}>
          <NumberField
            label="Attempts"
            name="rate_limit.limit"
            minValue={1}
            maxValue={RATE_LIMIT_MAX}
            isReadOnly={isReadOnly}
            value={draft.rate.limit}
            onChange={(limit) => draft.rate && onChange({ rate: { ...draft.rate, limit } })}
          />
          <Select
            label="In each"
            name="rate_limit.per"
            isDisabled={isReadOnly}
            value={draft.rate.per}
            onChange={(per) => draft.rate && onChange({ rate: { ...draft.rate, per } })}
            options={[
              { id: 'second', label: 'second' },
              { id: 'minute', label: 'minute' },
            ]}
          />
        </div>
      )}
      <Select
        label="Ordering"
        name="ordering"
        isDisabled={isReadOnly}
        value={draft.ordering}
        onChange={(ordering) => onChange({ ordering })}
        options={[
          { id: 'none', label: 'None', note: 'Each event starts as soon as it can' },
          {
            id: 'conversation',
            label: 'By conversation',
            note: 'An event waits until the earlier ones of its conversation have ended',
          },
        ]}
      />
    </>
  );
}
