import { Button } from '@flowforge/design-system/button/button';
import { Card } from '@flowforge/design-system/card/card';
import { Form, FormActions } from '@flowforge/design-system/form/form';
import { Notice } from '@flowforge/design-system/state/notice';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { showToast } from '@flowforge/design-system/toast/toast';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, fieldErrorsOf, messageOf } from '../../../api/api-error.js';
import { updateWebhook, type Webhook, webhookQuery } from '../../../api/webhooks.js';
import { changesOf, type Draft, draftOf } from './draft.js';
import { HeaderFields } from './header-fields.js';
import { PaceFields } from './pace-fields.js';
import { WhatFields } from './what-fields.js';

interface SettingsFormProps {
  webhook: Webhook;
  isReadOnly: boolean;
}

/** The settings of a webhook. Saving sends what has changed, and fails if somebody else has changed it since it was read. */
export function SettingsForm({ webhook, isReadOnly }: SettingsFormProps) {
  // The version that was read when the reader began to edit. The page reads newer ones in the meantime.
  const [base, setBase] = useState(webhook);
  const [draft, setDraft] = useState(() => draftOf(webhook));
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const reset = (to: Webhook) => {
    setBase(to);
    setDraft(draftOf(to));
  };
  const takeNewest = () => {
    save.reset();
    reset(webhook);
  };
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: () => updateWebhook(base, changesOf(base, draft)),
    onSuccess: (saved) => {
      queryClient.setQueryData(webhookQuery(saved.id).queryKey, saved);
      reset(saved);
      showToast('The settings were saved.');
    },
  });
  const isStale = save.error instanceof ApiError && save.error.status === 412;
  const hasChanges = Object.keys(changesOf(base, draft)).length > 0;
  return (
    <Form
      onSubmit={() => save.mutate()}
      fieldErrors={fieldErrorsOf(save.error)}
      error={isStale ? undefined : messageOf(save.error)}
    >
      <Card title="Where and what">
        <TextField
          label="Name"
          name="name"
          maxLength={200}
          isReadOnly={isReadOnly}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <TextField
          label="Endpoint"
          name="endpoint"
          type="url"
          isCode
          isReadOnly={isReadOnly}
          value={draft.endpoint}
          onChange={(endpoint) => change({ endpoint })}
        />
        <WhatFields draft={draft} onChange={change} isReadOnly={isReadOnly} />
      </Card>
      <Card
        title="Headers"
        description="Sent with every request, such as a key that your endpoint asks for. Stored values are not shown."
      >
        <HeaderFields
          headers={draft.headers}
          onChange={(headers) => change({ headers })}
          isReadOnly={isReadOnly}
        />
      </Card>
      <Card title="Retries and pace">
        <PaceFields draft={draft} onChange={change} isReadOnly={isReadOnly} />
      </Card>
      {isStale && (
        <Notice
          tone="warning"
          title="Somebody else has changed this webhook in the meantime"
          action={
            <Button size="small" onPress={takeNewest}>
              Take the newest version
            </Button>
          }
        >
          Nothing was saved. Your changes are lost when you take the newest version; copy what you need first.
        </Notice>
      )}
      {!isReadOnly && (
        <FormActions>
          <Button type="submit" variant="primary" isPending={save.isPending} isDisabled={!hasChanges}>
            Save
          </Button>
          {hasChanges && (
            <Button variant="quiet" onPress={takeNewest}>
              Discard changes
            </Button>
          )}
        </FormActions>
      )}
    </Form>
  );
}
