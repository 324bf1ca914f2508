import { Card } from '@flowforge/design-system/card/card';
import { NumberField } from '@flowforge/design-system/number-field/number-field';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useQuery } from '@tanstack/react-query';
import { type Assistant, assistantQuery, updateAssistant } from '../../../api/assistants.js';
import { formChoicesQuery } from '../../../api/forms.js';
import { intentChoicesQuery } from '../../../api/intents.js';
import { EditForm } from '../../../editing/edit-form.js';
import { useEdit } from '../../../editing/use-edit.js';
import { changeOf, draftOf } from './assistant-draft.js';
import { ChosenThings } from './chosen-things.js';
import { offeredBy, offeredForms } from './form-offers.js';
import { FormsWithoutOffer } from './forms-without-offer.js';

/** The settings of an assistant. */
export function SettingsForm({ assistant, isReadOnly }: { assistant: Assistant; isReadOnly: boolean }) {
  const edit = useEdit({
    thing: assistant,
    draftOf,
    save: (base, draft) => updateAssistant(base, changeOf(draft)),
    queryKey: assistantQuery(assistant.id).queryKey,
  });
  const { draft, change } = edit;
  const { data: forms } = useQuery(formChoicesQuery);
  const { data: intents } = useQuery(intentChoicesQuery);
  return (
    <EditForm edit={edit} what="assistant" isReadOnly={isReadOnly}>
      <Card title="Basics">
        <TextField
          label="Name"
          name="name"
          maxLength={200}
          isReadOnly={isReadOnly}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <TextField
          label="Greeting"
          name="greeting"
          isOptional
          rows={3}
          maxLength={4000}
          isReadOnly={isReadOnly}
          value={draft.greeting}
          onChange={(greeting) => change({ greeting })}
          description="The first message of each chat."
        />
        <TextField
          label="Fallback reply"
          name="fallback_reply"
          isOptional
          rows={3}
          maxLength={4000}
          isReadOnly={isReadOnly}
          value={draft.fallback_reply}
          onChange={(fallback_reply) => change({ fallback_reply })}
          description="The answer when it recognises no intent. Without one it uses a built-in text."
        />
      </Card>
      <Card
        title="Forms"
        description="What visitors may fill in. The chat shows a form with the reply to an intent that offers it. What the intents of this assistant offer is always ticked."
      >
        <ChosenThings
          what="form"
          things={forms?.items}
          chosen={draft.form_ids}
          onChange={(form_ids) => change({ form_ids })}
          isReadOnly={isReadOnly}
          pageOf="/forms"
          implied={offeredForms(draft.intent_ids, intents?.items ?? [])}
          noteOf={(id) => offerNote(offeredBy(id, draft, intents?.items ?? []))}
        />
        {forms !== undefined && intents !== undefined && (
          <FormsWithoutOffer
            draft={draft}
            onChange={change}
            forms={forms.items}
            intents={intents.items}
            isReadOnly={isReadOnly}
          />
        )}
      </Card>
      <Card title="Intents" description="What it recognises in a message.">
        <ChosenThings
          what="intent"
          things={intents?.items}
          chosen={draft.intent_ids}
          onChange={(intent_ids) => change({ intent_ids })}
          isReadOnly={isReadOnly}
          pageOf="/intents"
        />
      </Card>
      <Card title="Details">
        <NumberField
          label="Close after minutes without a message"
          name="idle_close_minutes"
          minValue={1}
          maxValue={1440}
          isReadOnly={isReadOnly}
          value={draft.idle_close_minutes}
          onChange={(idle_close_minutes) => change({ idle_close_minutes })}
          description="Applies to conversations that start after the change."
        />
        <TextField
          label="Country of phone numbers"
          name="default_region"
          isOptional
          maxLength={2}
          isReadOnly={isReadOnly}
          value={draft.default_region}
          onChange={(text) => change({ default_region: text.toUpperCase() })}
          description="Two letters, such as DE, for numbers that are written without a country code."
        />
      </Card>
    </EditForm>
  );
}

function offerNote(intents: readonly string[]): string | undefined {
  return intents.length === 0 ? undefined : `Shown when it recognises ${intents.join(', ')}`;
}
