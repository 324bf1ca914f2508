import { notFound } from '@flowforge/service-kit/http/problem';
import type { Answer, IdempotencyRequest } from '@flowforge/service-kit/idempotency/idempotency';
import { withIdempotencyKey } from '@flowforge/service-kit/idempotency/idempotency.store';
import { Inject, Injectable } from '@nestjs/common';
import { CaptureFormService, type CaptureFormCommand } from '../capture-form/capture-form.service.js';
import { ConversationTransactions } from '../conversation/conversation-transactions.service.js';
import { ConversationStore } from '../conversation/conversation.store.js';
import type { Visitor } from '../tenant-resolver/tenant-resolver.store.js';
import { visitorPrincipal } from '../visitor/visitor-principal.js';
import type { SubmittedFormDto } from './submit-form.dto.js';

/** Captures a form that a visitor submits through the API. */
@Injectable()
export class SubmitFormService {
  constructor(
    @Inject(ConversationTransactions) private readonly transactions: ConversationTransactions,
    @Inject(ConversationStore) private readonly conversations: ConversationStore,
    @Inject(CaptureFormService) private readonly captureForm: CaptureFormService,
  ) {}

  /** @throws Problem 404, 409 and 422 as `CaptureFormService` does; 429 and 503 as `ConversationTransactions` does */
  submit(
    visitor: Visitor,
    request: IdempotencyRequest,
    command: CaptureFormCommand,
  ): Promise<Answer<SubmittedFormDto>> {
    return this.transactions.run(visitor.workspaceId, visitor.conversationId, (tx) =>
      withIdempotencyKey(tx, request, visitorPrincipal(visitor), async () => {
        const locked = await this.conversations.lock(tx, visitor.conversationId);
        if (!locked) throw notFound('conversation');
        const { capturedFormId, formInstanceId, changed } = await this.captureForm.capture(
          tx,
          locked.conversation,
          locked.now,
          command,
        );
        if (changed) await this.conversations.save(tx, changed);
        return {
          status: 201,
          body: { captured_form_id: capturedFormId, form_instance_id: formInstanceId },
        };
      }),
    );
  }
}
