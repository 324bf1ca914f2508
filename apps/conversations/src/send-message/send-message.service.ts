import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { conflict, invalid, notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { FormInstanceStore } from '../captured-form/form-instance.store.js';
import { type Conversation, hasRoomFor, touched } from '../conversation/conversation.js';
import { ConversationStore } from '../conversation/conversation.store.js';
import { requireOpen } from '../conversation/require-open.js';
import { FormStore, type UsableForm } from '../form/form.store.js';
import { IntentStore, type UsableIntent } from '../intent/intent.store.js';
import { IntentClassifier } from '../intent-classifier/intent-classifier.js';
import type { Message } from '../message/message.js';
import { messageDto } from '../message/message.dto.js';
import { MessageStore } from '../message/message.store.js';
import { ServiceMetrics } from '../metrics/service-metrics.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';
import { CaptureIntent } from './capture-intent.service.js';
import { replyText } from './reply.js';
import type { OfferedFormDto, SendMessageDto, TurnDto } from './send-message.dto.js';

@Injectable()
export class SendMessageService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(FormInstanceStore) private readonly formInstances: FormInstanceStore,
    @Inject(MessageStore) private readonly messages: MessageStore,
    @Inject(IntentClassifier) private readonly classifier: IntentClassifier,
    @Inject(CaptureIntent) private readonly captureIntent: CaptureIntent,
    @Inject(ServiceMetrics) private readonly metrics: ServiceMetrics,
  ) {}

  /**
   * Stores the visitor's message, the assistant's reply and what was recognised, in one transaction.
   *
   * @throws Problem 409 `conversation_closed` or `conversation_full`; 422 when `client_id` came with another text before
   */
  send(
    visitor: Visitor,
    request: IdempotencyRequest,
    said: SendMessageDto,
    traceparent: string | undefined,
  ): Promise<Answer<TurnDto>> {
    const { workspaceId, conversationId } = visitor;
    return this.database.transaction(workspaceId, (tx) =>
      withIdempotencyKey(tx, request, { kind: 'visitor', id: conversationId }, async () => {
        const locked = await this.conversations.lock(tx, conversationId);
        if (!locked) throw notFound('conversation');
        const { conversation, now } = locked;
        const earlier = await this.earlierTurn(tx, conversation, said);
        return { status: 201, body: earlier ?? (await this.turn(tx, conversation, said, now, traceparent)) };
      }),
    );
  }

  private async turn(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    said: SendMessageDto,
    now: Instant,
    traceparent: string | undefined,
  ): Promise<TurnDto> {
    requireOpen(conversation);
    if (!hasRoomFor(conversation, 2)) {
      throw conflict(
        'conversation_full',
        'The conversation holds as many messages as it may; start another one.',
      );
    }
    const assistant = await this.assistants.find(tx, conversation.assistantId);
    const intents = await this.intents.usableBy(tx, conversation.assistantId);
    const { intent, confidence } = this.recognise(said.text, intents);
    const form = intent?.form_id ? await this.forms.find(tx, intent.form_id) : null;

    const text = replyText(intent, form !== null, assistant?.fallbackReply ?? null);
    const [message, reply] = turnMessages(conversation, said, text, now);
    await this.messages.insert(tx, conversation.id, [message, reply]);
    const after = afterTurn(conversation, said.text, now);
    const recognised = intent && { intent, confidence, message };
    const captured = recognised
      ? await this.captureIntent.once(tx, after, recognised, now, traceparent)
      : after;
    await this.conversations.save(tx, captured);
    const instance = form && (await this.formInstances.open(tx, conversation.id, form.id, reply.id, now));
    return turnDto([message, reply], form && instance && offeredForm(form, instance.id));
  }

  private recognise(
    text: string,
    intents: readonly UsableIntent[],
  ): { intent: UsableIntent | null; confidence: number } {
    const stopTimer = this.metrics.intentClassifySeconds.startTimer();
    const { intent_id, confidence } = this.classifier.classify(text, intents);
    stopTimer();
    return { intent: intents.find((intent) => intent.id === intent_id) ?? null, confidence };
  }

  /** The turn that a repeated `client_id` had the first time, or null. */
  private async earlierTurn(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    said: SendMessageDto,
  ): Promise<TurnDto | null> {
    if (said.client_id === undefined) return null;
    const [message, reply] = await this.messages.turnOf(tx, conversation.id, said.client_id);
    if (!message || !reply) return null;
    if (message.text !== said.text) {
      throw invalid([{ field: 'client_id', message: 'was used with another text in this conversation' }]);
    }
    const instance = await this.formInstances.offeredBy(tx, conversation.id, reply.id);
    const form = instance && (await this.forms.find(tx, instance.formId));
    return turnDto([message, reply], instance && form && offeredForm(form, instance.id));
  }
}

function turnMessages(
  conversation: Conversation,
  said: SendMessageDto,
  replyText: string,
  now: Instant,
): [Message, Message] {
  const id = newId();
  const seq = conversation.messageSeq + 1;
  const clientId = said.client_id ?? null;
  return [
    { id, seq, role: 'visitor', text: said.text, clientId, replyTo: null, createdAt: now },
    {
      id: newId(),
      seq: seq + 1,
      role: 'assistant',
      text: replyText,
      clientId: null,
      replyTo: id,
      createdAt: now,
    },
  ];
}

function afterTurn(conversation: Conversation, text: string, now: Instant): Conversation {
  return {
    ...touched(conversation, now),
    firstMessage: conversation.firstMessage ?? text,
    chatCount: conversation.chatCount + 2,
    messageSeq: conversation.messageSeq + 2,
  };
}

function offeredForm(form: UsableForm, instanceId: string): OfferedFormDto {
  return { form_id: form.id, form_instance_id: instanceId, name: form.name, fields: form.fields };
}

function turnDto(messages: readonly Message[], form: OfferedFormDto | null): TurnDto {
  return { messages: messages.map(messageDto), ...(form ? { form } : {}) };
}
