import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { invalid, notFound } from '@flowforge/service-kit/http/problem';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Inject, Injectable } from '@nestjs/common';
import { type CapturedForm, CapturedFormStore } from '../captured-form/captured-form.store.js';
import { checkFieldValues } from '../captured-form/field-values.js';
import { type FormInstance, FormInstanceStore } from '../captured-form/form-instance.store.js';
import { identityOf } from '../contact/contact.js';
import { ContactStore } from '../contact/contact.store.js';
import { type Conversation, touched } from '../conversation/conversation.js';
import { capturedFormCreated } from '../conversation/conversation-event.js';
import { ConversationEventStore } from '../conversation/conversation-event.store.js';
import { requireOpen } from '../conversation/require-open.js';
import { FormStore } from '../form/form.store.js';

/** A form that a person has filled in, on any channel. */
export interface CaptureFormCommand {
  formId: string;
  /** The offer that it answers; undefined for the oldest open offer of the form, or a new one when there is none. */
  formInstanceId: string | undefined;
  /** The values by field name, not validated yet. */
  fieldValues: Readonly<Record<string, unknown>>;
  /** W3C trace context of the request, stored with the event. */
  traceparent: string | undefined;
}

export interface FormCapture {
  capturedFormId: string;
  formInstanceId: string;
  /** The conversation as the caller must save it; null when the offer was answered before and nothing changed. */
  changed: Conversation | null;
}

/** Captures a form and appends its event. Chat, phone and API call it while they hold the conversation's lock. */
@Injectable()
export class CaptureFormService {
  constructor(
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(FormInstanceStore) private readonly formInstances: FormInstanceStore,
    @Inject(CapturedFormStore) private readonly capturedForms: CapturedFormStore,
    @Inject(ContactStore) private readonly contacts: ContactStore,
    @Inject(ConversationEventStore) private readonly events: ConversationEventStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param conversation as read under its lock
   * @param now the database's clock after the lock was taken
   * @throws Problem 404 for a form that is not the assistant's; 409 `conversation_closed`; 422 naming each field
   */
  async capture(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    now: Instant,
    command: CaptureFormCommand,
  ): Promise<FormCapture> {
    const named = await this.namedInstance(tx, conversation, command);
    if (named?.capturedFormId) {
      return { capturedFormId: named.capturedFormId, formInstanceId: named.id, changed: null };
    }
    requireOpen(conversation);
    const form = await this.forms.usableBy(tx, conversation.assistantId, command.formId);
    if (!form) throw notFound('form');
    const checked = checkFieldValues(form.fields, command.fieldValues, form.defaultRegion);
    if (!checked.ok) throw invalid(checked.errors);

    const identity = identityOf(form.fields, checked.values, form.defaultRegion);
    const contactId = await this.contacts.recognise(tx, identity, conversation.contactId, now);
    const instance = named ?? (await this.instanceToFill(tx, conversation.id, form.id, now));
    const captured: CapturedForm = {
      id: newId(),
      conversationId: conversation.id,
      formInstanceId: instance.id,
      formId: form.id,
      formName: form.name,
      assistantId: conversation.assistantId,
      widgetId: conversation.widgetId,
      contactId,
      deviceType: conversation.deviceType,
      fieldValues: checked.values,
      eventId: newId(),
      createdAt: now,
    };
    await this.capturedForms.insert(tx, captured);
    const known = { ...conversation, contactId };
    const event = capturedFormCreated(known, { eventId: captured.eventId, now }, captured);
    const numbered = await this.events.append(tx, known, event, command.traceparent);
    tx.afterCommit(() => this.logCaptured(tx.workspaceId, captured));
    return {
      capturedFormId: captured.id,
      formInstanceId: instance.id,
      changed: touched(numbered, now),
    };
  }

  private async namedInstance(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    { formId, formInstanceId }: CaptureFormCommand,
  ): Promise<FormInstance | null> {
    if (formInstanceId === undefined) return null;
    const instance = await this.formInstances.find(tx, conversation.id, formInstanceId);
    if (instance?.formId === formId) return instance;
    throw invalid([
      { field: 'form_instance_id', message: 'must be an offer of this form in this conversation' },
    ]);
  }

  private async instanceToFill(
    tx: WorkspaceTransaction,
    conversationId: string,
    formId: string,
    now: Instant,
  ): Promise<FormInstance> {
    const offered = await this.formInstances.oldestOpen(tx, conversationId, formId);
    return offered ?? this.formInstances.open(tx, conversationId, formId, null, now);
  }

  private logCaptured(workspaceId: string, captured: CapturedForm): void {
    this.log.info(
      {
        workspace_id: workspaceId,
        conversation_id: captured.conversationId,
        captured_form_id: captured.id,
        form_id: captured.formId,
        event_id: captured.eventId,
      },
      'form.captured',
    );
  }
}
