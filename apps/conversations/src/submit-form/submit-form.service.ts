import type { FieldValues } from '@flowforge/contracts/events/field-values';
import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { invalid, notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
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
import { ConversationStore } from '../conversation/conversation.store.js';
import { requireOpen } from '../conversation/require-open.js';
import { FormStore, type UsableForm } from '../form/form.store.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';
import type { SubmitFormDto, SubmittedFormDto } from './submit-form.dto.js';

/** A visitor's submission and the headers it came with. */
export interface Submission {
  formId: string;
  filled: SubmitFormDto;
  request: IdempotencyRequest;
  traceparent: string | undefined;
}

@Injectable()
export class SubmitFormService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(FormInstanceStore) private readonly formInstances: FormInstanceStore,
    @Inject(CapturedFormStore) private readonly capturedForms: CapturedFormStore,
    @Inject(ContactStore) private readonly contacts: ContactStore,
    @Inject(ConversationEventStore) private readonly events: ConversationEventStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Captures a form and commits its event with it.
   *
   * @throws Problem 404 for a form that is not the assistant's; 409 `conversation_closed`; 422 naming each field
   */
  submit(visitor: Visitor, submission: Submission): Promise<Answer<SubmittedFormDto>> {
    const { workspaceId, conversationId } = visitor;
    const startedAt = performance.now();
    return this.database.transaction(workspaceId, (tx) =>
      withIdempotencyKey(tx, submission.request, { kind: 'visitor', id: conversationId }, async () => {
        const locked = await this.conversations.lock(tx, conversationId);
        if (!locked) throw notFound('conversation');
        const { conversation, now } = locked;
        const named = await this.namedInstance(tx, conversation, submission);
        if (named?.capturedFormId) return answer(named.capturedFormId, named.id);

        requireOpen(conversation);
        const form = await this.forms.usableBy(tx, conversation.assistantId, submission.formId);
        if (!form) throw notFound('form');
        const checked = checkFieldValues(form.fields, submission.filled.field_values);
        if (!checked.ok) throw invalid(checked.errors);

        const known = await this.withContact(tx, conversation, form, checked.values, now);
        const instance = named ?? (await this.instanceToFill(tx, conversation.id, form.id, now));
        const captured = await this.capture(
          tx,
          known,
          form,
          checked.values,
          instance,
          now,
          submission.traceparent,
        );
        tx.afterCommit(() => this.tell(workspaceId, captured, startedAt));
        return answer(captured.id, instance.id);
      }),
    );
  }

  private async namedInstance(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    { formId, filled }: Submission,
  ): Promise<FormInstance | null> {
    if (filled.form_instance_id === undefined) return null;
    const instance = await this.formInstances.find(tx, conversation.id, filled.form_instance_id);
    if (instance?.formId === formId) return instance;
    throw invalid([
      { field: 'form_instance_id', message: 'names no offer of this form in this conversation' },
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

  private async withContact(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    form: UsableForm,
    values: FieldValues,
    now: Instant,
  ): Promise<Conversation> {
    const identity = identityOf(form.fields, values);
    const contactId = await this.contacts.recognise(tx, identity, conversation.contactId, now);
    return { ...conversation, contactId };
  }

  private async capture(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    form: UsableForm,
    fieldValues: FieldValues,
    instance: FormInstance,
    now: Instant,
    traceparent: string | undefined,
  ): Promise<CapturedForm> {
    const captured: CapturedForm = {
      id: newId(),
      conversationId: conversation.id,
      formInstanceId: instance.id,
      formId: form.id,
      formName: form.name,
      assistantId: conversation.assistantId,
      widgetId: conversation.widgetId,
      contactId: conversation.contactId,
      deviceType: conversation.deviceType,
      fieldValues,
      eventId: newId(),
      createdAt: now,
    };
    await this.capturedForms.insert(tx, captured);
    const event = capturedFormCreated(conversation, { eventId: captured.eventId, now }, captured);
    const numbered = await this.events.append(tx, conversation, event, traceparent);
    await this.conversations.save(tx, touched(numbered, now));
    return captured;
  }

  private tell(workspaceId: string, captured: CapturedForm, startedAt: number): void {
    this.log.info(
      {
        workspace_id: workspaceId,
        conversation_id: captured.conversationId,
        captured_form_id: captured.id,
        form_id: captured.formId,
        event_id: captured.eventId,
        duration_ms: Math.round(performance.now() - startedAt),
      },
      'form.captured',
    );
  }
}

function answer(capturedFormId: string, formInstanceId: string): Answer<SubmittedFormDto> {
  return { status: 201, body: { captured_form_id: capturedFormId, form_instance_id: formInstanceId } };
}
