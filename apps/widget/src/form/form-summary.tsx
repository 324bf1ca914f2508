import type { JSX } from 'preact';
import type { FieldType, FieldValues } from '../api/types.js';
import { CheckIcon } from '../appearance/icons.js';
import { useUi } from '../chat/ui.js';
import type { ConversationForm } from '../conversation/conversation.js';
import { dateText } from '../texts/time.js';

/** What was submitted. Fields without a value are left out. */
export function FormSummary({ form, values }: { form: ConversationForm; values: FieldValues }): JSX.Element {
  const { texts, locale } = useUi();
  const shown = (type: FieldType, value: FieldValues[string]): string => {
    if (typeof value === 'boolean') return value ? texts.yes : texts.no;
    if (typeof value === 'number')
      return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value);
    if (type === 'date') return dateText(String(value), locale);
    return typeof value === 'string' ? value : new Intl.ListFormat(locale).format(value);
  };
  return (
    <>
      <dl class="summary">
        {form.fields.map(({ name, label, type }) => {
          const value = values[name];
          return value === undefined ? null : (
            <div key={name}>
              <dt dir="auto">{label}</dt>
              <dd dir="auto">{shown(type, value)}</dd>
            </div>
          );
        })}
      </dl>
      <span class="done">
        <CheckIcon />
      </span>
    </>
  );
}
