import { ensureWorkspace, type EnsureWorkspaceReply } from '@flowforge/contracts/requests/ensure-workspace';
import { LOG, type Log } from '@flowforge/service-kit/log';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { OperatorWorkspaces } from '../workspace/operator-workspaces.store.js';

/** Makes sure of a workspace for an operator's tool. */
@Controller()
export class EnsureWorkspaceController {
  constructor(
    @Inject(OperatorWorkspaces) private readonly workspaces: OperatorWorkspaces,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @MessagePattern(ensureWorkspace.subject, Transport.NATS)
  async ensure(@Payload() payload: unknown): Promise<EnsureWorkspaceReply> {
    const { name } = ensureWorkspace.parseRequest(payload);
    const { id, created } = await this.workspaces.ensure(name);
    if (created) this.log.info({ workspace_id: id }, 'workspace.created');
    return { workspace_id: id };
  }
}
