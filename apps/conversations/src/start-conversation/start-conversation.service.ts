import { newId } from '@flowforge/contracts/ids';
import { WorkspaceDatabase, type WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import { invalid, notFound, Problem } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { Inject, Injectable } from '@nestjs/common';
import type { Assistant } from '../assistant/assistant.entity.js';
import { AssistantStore } from '../assistant/assistant.store.js';
import { type Conversation, idleCloseAt } from '../conversation/conversation.js';
import { ConversationStore } from '../conversation/conversation.store.js';
import type { Message } from '../message/message.js';
import { messageDto } from '../message/message.dto.js';
import { MessageStore } from '../message/message.store.js';
import { VisitorTokenStore } from '../visitor/visitor-token.store.js';
import { hashVisitorToken, newVisitorToken } from '../visitor/visitor-token.js';
import { allowsOrigin } from '../widget/origin.js';
import { WidgetStore } from '../widget/widget.store.js';
import { TenantResolver } from '../tenant-resolver/tenant-resolver.store.js';
import { attributeFaults } from './attribute-faults.js';
import { deviceTypeOf } from './device-type.js';
import type { StartConversationDto, StartedConversationDto } from './start-conversation.dto.js';

/** What the request's headers tell. */
export interface Arrival {
  origin: string | undefined;
  userAgent: string | undefined;
  request: IdempotencyRequest;
}

@Injectable()
export class StartConversationService {
  constructor(
    @Inject(TenantResolver) private readonly tenants: TenantResolver,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(WidgetStore) private readonly widgets: WidgetStore,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(MessageStore) private readonly messages: MessageStore,
    @Inject(VisitorTokenStore) private readonly tokens: VisitorTokenStore,
  ) {}

  /** @throws Problem 404 for an unknown widget, 403 `origin_not_allowed`, 422 naming the fields */
  async start(wish: StartConversationDto, arrival: Arrival): Promise<Answer<StartedConversationDto>> {
    const faults = attributeFaults(wish.attributes ?? {});
    if (faults.length > 0) throw invalid(faults);
    const workspaceId = await this.tenants.ofWidget(wish.widget_id);
    if (workspaceId === null) throw notFound('widget');
    const token = newVisitorToken();
    let isNew = false;
    const answer = await this.database.transaction(workspaceId, async (tx) => {
      const assistant = await this.assistantBehind(tx, wish.widget_id, arrival.origin);
      return withIdempotencyKey(tx, arrival.request, null, async () => {
        isNew = true;
        return { status: 201, body: await this.open(tx, assistant, wish, arrival, token) };
      });
    });
    // Nobody can tell who repeats a request without a principal: the token is handed out once, and never kept.
    return isNew ? { ...answer, body: { ...answer.body, visitor_token: token } } : answer;
  }

  private async assistantBehind(
    tx: WorkspaceTransaction,
    widgetId: string,
    origin: string | undefined,
  ): Promise<Assistant> {
    const widget = await this.widgets.find(tx, widgetId);
    const assistant = widget ? await this.assistants.find(tx, widget.assistantId) : null;
    if (!widget || !assistant) throw notFound('widget');
    if (widget.channel !== 'chat')
      throw invalid([{ field: 'widget_id', message: 'is no widget of the channel chat' }]);
    if (!allowsOrigin(widget.allowedOrigins, origin)) {
      throw new Problem(403, 'origin_not_allowed', 'This widget does not talk on pages of this origin.');
    }
    return assistant;
  }

  private async open(
    tx: WorkspaceTransaction,
    assistant: Assistant,
    wish: StartConversationDto,
    arrival: Arrival,
    token: string,
  ): Promise<StartedConversationDto> {
    const now = await tx.clock();
    const greeting: Message[] = greetingOf(assistant, now);
    const conversation: Conversation = {
      id: newId(),
      workspaceId: tx.workspaceId,
      assistantId: assistant.id,
      widgetId: wish.widget_id,
      channel: 'chat',
      deviceType: wish.device_type ?? deviceTypeOf(arrival.userAgent),
      attributes: wish.attributes ?? {},
      contactId: null,
      firstMessage: null,
      chatCount: 0,
      messageSeq: greeting.length,
      eventSeq: 0,
      startedAt: now,
      lastActivityAt: now,
      idleCloseMinutes: assistant.idleCloseMinutes,
      idleCloseAt: idleCloseAt(now, assistant.idleCloseMinutes),
      end: null,
    };
    await this.conversations.insert(tx, conversation);
    await this.tokens.insert(tx, conversation.id, hashVisitorToken(token));
    await this.messages.insert(tx, conversation.id, greeting);
    return { conversation_id: conversation.id, visitor_token: null, messages: greeting.map(messageDto) };
  }
}

function greetingOf(assistant: Assistant, now: string): Message[] {
  if (assistant.greeting === null) return [];
  const text = assistant.greeting;
  return [{ id: newId(), seq: 1, role: 'assistant', text, clientId: null, replyTo: null, createdAt: now }];
}
