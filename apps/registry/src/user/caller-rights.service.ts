import { scopesOfRole } from '@flowforge/contracts/words';
import type { WorkspaceTransaction } from '@flowforge/postgres/workspace-database';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Problem } from '@flowforge/service-kit/http/problem';
import { Inject, Injectable } from '@nestjs/common';
import { ApiKeyStore } from '../api-key/api-key.store.js';
import { MemberStore } from './member.store.js';

/**
 * Reads the rights of a caller again, in the transaction of the request. Who is demoted, removed or revoked loses the links that they have
 * made. Without this check a request that began earlier could make another link, or a key, after that.
 */
@Injectable()
export class CallerRights {
  constructor(
    @Inject(MemberStore) private readonly members: MemberStore,
    @Inject(ApiKeyStore) private readonly apiKeys: ApiKeyStore,
  ) {}

  /**
   * Confirms that the caller still has every scope that the request began with, and keeps it so until the transaction ends.
   *
   * @throws Problem 403 `scope_missing`
   */
  async confirm(tx: WorkspaceTransaction, caller: Caller): Promise<void> {
    const scopes = await this.scopesOf(tx, caller);
    if (!caller.scopes.every((scope) => scopes.includes(scope))) throw rightsLost();
  }

  private async scopesOf(tx: WorkspaceTransaction, { principal }: Caller): Promise<readonly string[]> {
    if (principal.kind !== 'user') return this.apiKeys.holdScopes(tx, principal.id);
    const member = await this.members.hold(tx, principal.id);
    return member ? scopesOfRole(member.role) : [];
  }
}

function rightsLost(): Problem {
  return new Problem(403, 'scope_missing', 'You have lost rights while this request was running.');
}
