import { checkSource, type CheckSourceReply } from '@flowforge/contracts/requests/check-source';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { AssistantStore } from '../assistant/assistant.store.js';
import { FormStore } from '../form/form.store.js';

/** Answers other services whether an assistant or a form belongs to a workspace. */
@Controller()
export class CheckSourceController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(AssistantStore) private readonly assistants: AssistantStore,
    @Inject(FormStore) private readonly forms: FormStore,
  ) {}

  @MessagePattern(checkSource.subject, Transport.NATS)
  async check(@Payload() payload: unknown): Promise<CheckSourceReply> {
    const { workspace_id, kind, id } = checkSource.parseRequest(payload);
    const store = kind === 'assistant' ? this.assistants : this.forms;
    const exists = await this.database.transaction(
      workspace_id,
      async (tx) => (await store.find(tx, id)) !== null,
    );
    return { exists };
  }
}
