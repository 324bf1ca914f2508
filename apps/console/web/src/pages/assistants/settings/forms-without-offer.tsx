import { Button } from '@flowforge/design-system/button/button';
import { Notice } from '@flowforge/design-system/state/notice';
import { useState } from 'react';
import type { Form } from '../../../api/forms.js';
import type { Intent } from '../../../api/intents.js';
import type { AssistantDraft } from './assistant-draft.js';
import { formsWithoutOffer } from './form-offers.js';
import { OfferFormDialog } from './offer-form-dialog.js';

interface FormsWithoutOfferProps {
  draft: AssistantDraft;
  onChange: (part: Partial<AssistantDraft>) => void;
  forms: readonly Form[];
  intents: readonly Intent[];
  isReadOnly: boolean;
}

/** Lists the assistant's forms that visitors do not see, each with a button that chooses an intent to offer it. */
export function FormsWithoutOffer({ draft, onChange, forms, intents, isReadOnly }: FormsWithoutOfferProps) {
  const [offering, setOffering] = useState<Form>();
  const without = formsWithoutOffer(draft, intents);
  return (
    <>
      {forms
        .filter(({ id }) => without.includes(id))
        .map((form) => (
          <Notice
            key={form.id}
            tone="warning"
            title={`Visitors do not see “${form.name}” yet`}
            action={
              !isReadOnly && (
                <Button size="small" onPress={() => setOffering(form)}>
                  Choose an intent
                </Button>
              )
            }
          >
            The chat shows a form with the reply to an intent that offers it. No intent of this assistant
            offers this one.
          </Notice>
        ))}
      {offering !== undefined && (
        <OfferFormDialog
          form={offering}
          forms={forms}
          intents={intents}
          onOffered={({ id }) =>
            onChange({ intent_ids: [...draft.intent_ids.filter((each) => each !== id), id] })
          }
          isNew={({ id }) => !draft.intent_ids.includes(id)}
          onClose={() => setOffering(undefined)}
        />
      )}
    </>
  );
}
