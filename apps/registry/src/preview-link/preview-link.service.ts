import { Database } from '@flowforge/postgres/database';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { Inject, Injectable } from '@nestjs/common';
import { InvitationStore } from '../invitation/invitation.store.js';
import { linkUsed } from '../one-time-token/link-used.js';
import { PasswordResetStore } from '../password-reset/password-reset.store.js';
import { UserStore } from '../user/user.store.js';
import { WorkspaceStore } from '../workspace/workspace.store.js';
import type { InvitationPreviewDto, PasswordResetPreviewDto } from './preview-link.dto.js';

/** Shows who holds a link that works once what it is for. It does not use the link up. */
@Injectable()
export class PreviewLinkService {
  constructor(
    @Inject(Database) private readonly allWorkspaces: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(InvitationStore) private readonly invitations: InvitationStore,
    @Inject(PasswordResetStore) private readonly resets: PasswordResetStore,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(WorkspaceStore) private readonly workspaces: WorkspaceStore,
  ) {}

  /** @throws Problem 404 when the token cannot be used */
  async invitation(token: string): Promise<InvitationPreviewDto> {
    const found = await this.invitations.findByToken(this.allWorkspaces, token);
    if (!found) throw linkUsed('invitation');
    return this.database.transaction(found.workspaceId, async (tx) => {
      const invitation = await this.invitations.find(tx, found.id);
      const workspace = await this.workspaces.find(tx);
      if (!invitation || !workspace) throw linkUsed('invitation');
      const { email, role, expires_at } = invitation;
      return { workspace: workspace.name, email, role, expires_at: expires_at.toISOString() };
    });
  }

  /** @throws Problem 404 when the token cannot be used */
  async passwordReset(token: string): Promise<PasswordResetPreviewDto> {
    const found = await this.resets.findByToken(this.allWorkspaces, token);
    const user = found && (await this.users.find(this.allWorkspaces, found.userId));
    if (!user) throw linkUsed('password reset');
    return { email: user.email };
  }
}
