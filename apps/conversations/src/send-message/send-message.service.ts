import { newId } from '@flowforge/contracts/ids';
import type { Instant } from '@flowforge/contracts/time';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { invalid, notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { Inject, Injectable } from '@nestjs/common';
import { AssistantStore } from '../assistant/assistant.store.js';
import { FormInstanceStore } from '../captured-form/form-instance.store.js';
import { type Conversation, isAgentAnswering } from '../conversation/conversation.js';
import { ConversationTransactions } from '../conversation/conversation-transactions.service.js';
import { ConversationStore } from '../conversation/conversation.store.js';
import { requireOpen, requireRoomFor } from '../conversation/require-open.js';
import { FormStore, type UsableForm } from '../form/form.store.js';
import { IntentStore } from '../intent/intent.store.js';
import type { Message } from '../message/message.js';
import { messageDto } from '../message/message.dto.js';
import { MessageStore } from '../message/message.store.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';
import { visitorPrincipal } from '../visitor/visitor-principal.js';
import { CaptureIntentService } from './capture-intent.service.js';
import { type RecognisedIntent, RecogniseIntentService } from './recognise-intent.service.js';
import { replyTexts } from './reply.js';
import { smallTalkReply } from './small-talk.js';
import type { OfferedFormDto, TurnDto } from './send-message.dto.js';
import { afterTurn, newTurn, type SendMessageCommand } from './turn.js';

@Injectable()
export class SendMessageService {
  constructor(
    @Inject(ConversationTransactions) private readonly transactions: ConversationTransactions,
    @Inject(RecogniseIntentService) private readonly recogniseIntent: RecogniseIntentService,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(IntentStore) private readonly intents: IntentStore,
    @Inject(FormStore) private readonly forms: FormStore,
    @Inject(FormInstanceStore) private readonly formInstances: FormInstanceStore,
    @Inject(MessageStore) private readonly messages: MessageStore,
    @Inject(CaptureIntentService) private readonly captureIntent: CaptureIntentService,
  ) {}

  /**
   * Stores the visitor's message, the replies and what was recognised, in one transaction. Classification comes before it,
   * so that it delays no other writer of the conversation.
   *
   * @throws Problem 409 `conversation_closed` or `conversation_full`; 422 when `client_id` came with another text before; 429 and
   * 503 as `ConversationTransactions` does
   */
  async send(
    visitor: Visitor,
    request: IdempotencyRequest,
    command: SendMessageCommand,
  ): Promise<Answer<TurnDto>> {
    const recognised = await this.recogniseIntent.recognise(visitor, command.text);
    return this.transactions.run(visitor.workspaceId, visitor.conversationId, (tx) =>
      withIdempotencyKey(tx, request, visitorPrincipal(visitor), async () => {
        const locked = await this.conversations.lock(tx, visitor.conversationId);
        if (!locked) throw notFound('conversation');
        const { conversation, now } = locked;
        const earlier = await this.earlierTurn(tx, conversation, command);
        const body = earlier ?? (await this.turn(tx, conversation, now, command, recognised));
        return { status: 201, body };
      }),
    );
  }

  private async turn(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    now: Instant,
    command: SendMessageCommand,
    recognised: RecognisedIntent | null,
  ): Promise<TurnDto> {
    requireOpen(conversation);
    const assistant = await this.assistants.find(tx, conversation.assistantId);
    // The intent may have been deleted, or taken from the assistant, since it was recognised.
    const intent =
      recognised && (await this.intents.usedBy(tx, conversation.assistantId, recognised.intentId));
    const form = intent?.form_id ? await this.forms.find(tx, intent.form_id) : null;

    const smallTalk = intent === null ? smallTalkReply(command.text) : null;
    const texts = isAgentAnswering(conversation, now)
      ? []
      : replyTexts(intent, form !== null, smallTalk ?? assistant?.fallbackReply ?? null);
    requireRoomFor(conversation, 1 + texts.length);
    const turn = newTurn(
      conversation,
      command,
      newId(),
      texts.map((text) => ({ id: newId(), text })),
      now,
    );
    await this.messages.insert(tx, conversation.id, [turn.message, ...turn.replies]);
    const counted = afterTurn(conversation, turn);
    const captured =
      recognised && intent
        ? await this.captureIntent.capture(
            tx,
            counted,
            { ...recognised, intent, message: turn.message },
            now,
            command.traceparent,
          )
        : counted;
    await this.conversations.save(tx, captured);
    const offering = turn.replies.at(-1);
    const instance =
      form && offering && (await this.formInstances.open(tx, conversation.id, form.id, offering.id, now));
    return turnDto([turn.message, ...turn.replies], form && instance ? offeredForm(form, instance.id) : null);
  }

  /** The turn of an earlier message with the same `client_id`, or null. */
  private async earlierTurn(
    tx: WorkspaceTransaction,
    conversation: Conversation,
    command: SendMessageCommand,
  ): Promise<TurnDto | null> {
    if (command.clientId === null) return null;
    const [message, ...replies] = await this.messages.turnOf(tx, conversation.id, command.clientId);
    if (!message) return null;
    if (message.text !== command.text) {
      throw invalid([{ field: 'client_id', message: 'was used with another text in this conversation' }]);
    }
    const instance = await this.formInstances.offeredBy(
      tx,
      conversation.id,
      replies.map((reply) => reply.id),
    );
    const form = instance && (await this.forms.find(tx, instance.formId));
    return turnDto([message, ...replies], instance && form && offeredForm(form, instance.id));
  }
}

function offeredForm(form: UsableForm, instanceId: string): OfferedFormDto {
  return { form_id: form.id, form_instance_id: instanceId, name: form.name, fields: form.fields };
}

function turnDto(messages: readonly Message[], form: OfferedFormDto | null): TurnDto {
  return { messages: messages.map(messageDto), ...(form ? { form } : {}) };
}
