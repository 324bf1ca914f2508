import { EVENT_TYPES } from '@flowforge/contracts/words';
import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';
import { Select } from '@flowforge/design-system/select/select';
import { EVENT_NOTES } from '../event-notes.js';
import type { Draft } from './draft.js';

export interface FieldsProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  isReadOnly: boolean;
}

/** Which events are sent, and how their bodies look. */
export function WhatFields({ draft, onChange, isReadOnly }: FieldsProps) {
  return (
    <>
      <CheckboxGroup
        label="Event types"
        name="event_types"
        isReadOnly={isReadOnly}
        value={draft.event_types}
        onChange={(chosen) => onChange({ event_types: EVENT_TYPES.filter((type) => chosen.includes(type)) })}
        description="An event is sent when the assignment names its type, too."
      >
        {EVENT_TYPES.map((type) => (
          <Checkbox key={type} value={type} description={EVENT_NOTES[type]}>
            <code>{type}</code>
          </Checkbox>
        ))}
      </CheckboxGroup>
      <Select
        label="Payload version"
        name="payload_version"
        isDisabled={isReadOnly}
        value={draft.payload_version}
        onChange={(payload_version) => onChange({ payload_version })}
        options={[
          { id: '2026-05', label: '2026-05', note: 'Canonical names, transcript, attributes' },
          { id: '2024-04', label: '2024-04', note: 'The first version, to the letter' },
        ]}
        description="Events that have happened already keep the version that they had."
      />
    </>
  );
}
