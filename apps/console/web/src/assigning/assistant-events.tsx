import { ALLOWED_ASSIGNMENT_EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import { Checkbox, CheckboxGroup } from '@flowforge/design-system/checkbox/checkbox';

interface AssistantEventsProps {
  value: readonly EventType[];
  onChange: (types: EventType[]) => void;
}

/** Which events of an assistant are sent. */
export function AssistantEvents({ value, onChange }: AssistantEventsProps) {
  const allowed = ALLOWED_ASSIGNMENT_EVENT_TYPES.assistant;
  return (
    <CheckboxGroup
      label="Events"
      description="With captured_form.created, the webhook receives all forms that visitors complete with this assistant. Without it, assign the webhook to each form: AI Agents, Forms, Webhook."
      value={[...value]}
      onChange={(chosen) => onChange(allowed.filter((type) => chosen.includes(type)))}
    >
      {allowed.map((type) => (
        <Checkbox key={type} value={type}>
          {type}
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
