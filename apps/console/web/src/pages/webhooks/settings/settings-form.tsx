import { Card } from '@flowforge/design-system/card/card';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { updateWebhook, type Webhook, webhookQuery } from '../../../api/webhooks.js';
import { EditForm } from '../../../editing/edit-form.js';
import { useEdit } from '../../../editing/use-edit.js';
import { EndpointField } from '../endpoint-field.js';
import { changesOf, draftOf } from './draft.js';
import { HeaderFields } from './header-fields.js';
import { PaceFields } from './pace-fields.js';
import { WhatFields } from './what-fields.js';

/** The settings of a webhook. */
export function SettingsForm({ webhook, isReadOnly }: { webhook: Webhook; isReadOnly: boolean }) {
  const edit = useEdit({
    thing: webhook,
    draftOf,
    save: (base, draft) => updateWebhook(base, changesOf(base, draft)),
    queryKey: webhookQuery(webhook.id).queryKey,
  });
  const { draft, change } = edit;
  return (
    <EditForm edit={edit} what="webhook" isReadOnly={isReadOnly}>
      <Card title="Where and what">
        <TextField
          label="Name"
          name="name"
          maxLength={200}
          isReadOnly={isReadOnly}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <EndpointField
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
    </EditForm>
  );
}
