import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { VersionedResourceStore } from '../versioned-resource/versioned-resource.store.js';
import type { FormField } from './form-field.js';
import { Form } from './form.entity.js';

/** A form as a conversation uses it. */
export interface UsableForm {
  id: string;
  name: string;
  fields: FormField[];
}

@Injectable()
export class FormStore extends VersionedResourceStore<Form> {
  constructor() {
    super(Form, 'forms');
  }

  /** A form of the assistant: one that it lists, or that one of its intents offers; null for any other. */
  async usableBy(tx: WorkspaceTransaction, assistantId: string, formId: string): Promise<UsableForm | null> {
    const [form] = await tx.query<UsableForm>(
      `SELECT form.id, form.name, form.fields
         FROM assistants assistant JOIN forms form ON form.workspace_id = assistant.workspace_id AND form.id = $3
        WHERE assistant.workspace_id = $1 AND assistant.id = $2
          AND (form.id = ANY(assistant.form_ids)
               OR EXISTS (SELECT FROM intents intent
                           WHERE intent.workspace_id = $1 AND intent.id = ANY(assistant.intent_ids)
                             AND intent.form_id = form.id))`,
      [tx.workspaceId, assistantId, formId],
    );
    return form ?? null;
  }
}
