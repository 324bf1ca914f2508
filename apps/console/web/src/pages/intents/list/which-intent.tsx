import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { ComboBox } from '@flowforge/design-system/combo-box/combo-box';
import { Form, FormActions } from '@flowforge/design-system/form/form';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldErrorsOf, formMessageOf } from '../../../api/api-error.js';
import { type Assistant, assistantChoicesQuery } from '../../../api/assistants.js';
import { classifyMessage, type Intent } from '../../../api/intents.js';
import { Ranking } from './ranking.js';

/** “Which intent would this message be?”: the answer of the classifier, with the runner-up. Nothing is captured. */
export function WhichIntent({ intents }: { intents: readonly Intent[] }) {
  const { data: assistants } = useQuery(assistantChoicesQuery);
  const [assistantId, setAssistantId] = useState<string | null>(null);
  const classify = useMutation({ mutationFn: classifyMessage });
  if (assistants === undefined || assistants.items.length === 0) return null;
  const chosen = assistantId ?? (assistants.items.find(knowsIntents) ?? assistants.items[0])?.id ?? null;
  return (
    <Card
      title="Which intent would this message be?"
      description="Try a sentence. An assistant decides among its own intents. Nothing is captured."
    >
      <Form
        onSubmit={(values) =>
          chosen !== null && classify.mutate({ assistant_id: chosen, text: String(values.get('text')) })
        }
        fieldErrors={fieldErrorsOf(classify.error)}
        error={formMessageOf(classify.error)}
      >
        <ComboBox
          label="Assistant"
          name="assistant_id"
          options={assistants.items.map(({ id, name }) => ({ id, label: name }))}
          value={chosen}
          onChange={setAssistantId}
        />
        <TextField
          label="Message"
          name="text"
          maxLength={2000}
          description="Example: How much is a room for two?"
        />
        <FormActions>
          <Button type="submit" isPending={classify.isPending}>
            Try
          </Button>
        </FormActions>
      </Form>
      {classify.data !== undefined && <Ranking classification={classify.data} intents={intents} />}
    </Card>
  );
}

function knowsIntents({ intent_ids }: Assistant): boolean {
  return (intent_ids?.length ?? 0) > 0;
}
