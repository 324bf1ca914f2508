import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { Injectable } from '@nestjs/common';
import { VersionedResourceStore } from '../versioned-resource/versioned-resource.store.js';
import type { FormField } from './form-field.js';
import { FormEntity } from './form.entity.js';

/** A form as a conversation uses it. */
export interface UsableForm {
  id: string;
  name: string;
  fields: FormField[];
}

export interface FormOfAssistant extends UsableForm {
  /** The assistant's country for phone numbers without a country code, ISO 3166-1 alpha-2; null for none. */
  defaultRegion: string | null;
}

@Injectable()
export class FormStore extends VersionedResourceStore<FormEntity> {
  constructor() {
    super(FormEntity, 'forms', 'octet_length(fields::text)');
  }

  /** A form of the assistant: one that it lists, or that one of its intents offers; null for any other. */
  async usableBy(
    tx: WorkspaceTransaction,
    assistantId: string,
    formId: string,
  ): Promise<FormOfAssistant | null> {
    const [form] = await tx.query<FormOfAssistant>(
      `SELECT form.id, form.name, form.fields, assistant.default_region AS "defaultRegion"
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
