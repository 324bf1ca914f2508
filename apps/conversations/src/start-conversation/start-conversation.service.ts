import { newId } from '@flowforge/contracts/ids';
import type { DeviceType } from '@flowforge/contracts/words';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { invalid, notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { Inject, Injectable } from '@nestjs/common';
import type { AssistantEntity } from '../assistant/assistant.entity.js';
import { AssistantStore } from '../assistant/assistant.store.js';
import { type Conversation, idleCloseAt } from '../conversation/conversation.js';
import { ConversationStore } from '../conversation/conversation.store.js';
import type { Message } from '../message/message.js';
import { messageDto } from '../message/message.dto.js';
import { MessageStore } from '../message/message.store.js';
import { VisitorTokenStore } from '../visitor/visitor-token.store.js';
import { hashVisitorToken, newVisitorToken } from '../visitor/visitor-token.js';
import { WidgetStore } from '../widget/widget.store.js';
import { validateAttributes } from './validate-attributes.js';
import type { StartedConversationDto } from './start-conversation.dto.js';

export interface StartConversationCommand {
  widgetId: string;
  deviceType: DeviceType;
  /** Not validated yet. */
  attributes: Readonly<Record<string, unknown>>;
}

@Injectable()
export class StartConversationService {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WidgetStore) private readonly widgets: WidgetStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(MessageStore) private readonly messages: MessageStore,
    @Inject(VisitorTokenStore) private readonly tokens: VisitorTokenStore,
  ) {}

  /**
   * Starts a conversation on a widget of the channel chat, with the assistant's greeting.
   *
   * @throws Problem 404 for an unknown widget, 422 naming the fields
   */
  async start(
    workspaceId: string,
    request: IdempotencyRequest,
    command: StartConversationCommand,
  ): Promise<Answer<StartedConversationDto>> {
    const { attributes } = command;
    const errors = validateAttributes(attributes);
    if (errors.length > 0) throw invalid(errors);
    const token = newVisitorToken();
    let isNew = false;
    const answer = await this.database.transaction(workspaceId, async (tx) => {
      const assistant = await this.assistantOf(tx, command.widgetId);
      return withIdempotencyKey(tx, request, null, async () => {
        isNew = true;
        return { status: 201, body: await this.open(tx, assistant, command, token) };
      });
    });
    // The request has no principal, so a repeated one may come from anybody: the token is answered once and never stored.
    return isNew ? { ...answer, body: { ...answer.body, visitor_token: token } } : answer;
  }

  private async assistantOf(tx: WorkspaceTransaction, widgetId: string): Promise<AssistantEntity> {
    const widget = await this.widgets.find(tx, widgetId);
    const assistant = widget ? await this.assistants.find(tx, widget.assistantId) : null;
    if (!widget || !assistant) throw notFound('widget');
    if (widget.channel === 'chat') return assistant;
    throw invalid([{ field: 'widget_id', message: 'must be a widget of the channel chat' }]);
  }

  private async open(
    tx: WorkspaceTransaction,
    assistant: AssistantEntity,
    command: StartConversationCommand,
    token: string,
  ): Promise<StartedConversationDto> {
    const now = await tx.clock();
    const greeting: Message[] = greetingOf(assistant, now);
    const conversation: Conversation = {
      id: newId(),
      workspaceId: tx.workspaceId,
      assistantId: assistant.id,
      widgetId: command.widgetId,
      channel: 'chat',
      deviceType: command.deviceType,
      attributes: command.attributes,
      contactId: null,
      firstMessage: null,
      chatCount: 0,
      messageSeq: greeting.length,
      eventSeq: 0,
      startedAt: now,
      lastActivityAt: now,
      idleCloseMinutes: assistant.idleCloseMinutes,
      idleCloseAt: idleCloseAt(now, assistant.idleCloseMinutes),
      agentWroteAt: null,
      end: null,
    };
    await this.conversations.insert(tx, conversation);
    await this.tokens.insert(tx, conversation.id, hashVisitorToken(token));
    await this.messages.insert(tx, conversation.id, greeting);
    return { conversation_id: conversation.id, visitor_token: null, messages: greeting.map(messageDto) };
  }
}

function greetingOf(assistant: AssistantEntity, now: string): Message[] {
  if (assistant.greeting === null) return [];
  const text = assistant.greeting;
  return [{ id: newId(), seq: 1, role: 'assistant', text, clientId: null, replyTo: null, createdAt: now }];
}
