import type { Role } from '@flowforge/contracts/words';
import { ChoiceField, IdField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { WORKSPACE_NAME_FIELD } from '../workspace/workspace.dto.js';
import type { Member } from './member.store.js';
import { EMAIL_FIELD, ROLE_FIELD, USER_NAME_FIELD } from './user-fields.dto.js';
import type { Membership, User } from './user.js';

/** A member of the workspace. */
export class UserDto {
  @IdField({ description: 'Id of the user, a UUID.', example: '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60' })
  id: string;

  @TextField(EMAIL_FIELD)
  email: string;

  @TextField(USER_NAME_FIELD)
  name: string;

  @ChoiceField(ROLE_FIELD)
  role: Role;

  @TimeField({
    description: 'When the user became a member of the workspace, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:00.250Z',
  })
  created_at: string;
}

/** A page of members. */
export class UserListDto extends ListDto(UserDto) {}

/** A workspace that a user is a member of. */
export class OwnWorkspaceDto {
  @IdField({ description: 'Id of the workspace, a UUID.', example: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1' })
  id: string;

  @TextField(WORKSPACE_NAME_FIELD)
  name: string;

  @ChoiceField(ROLE_FIELD)
  role: Role;
}

/** The account of the user who makes the request. */
export class OwnAccountDto {
  @IdField({ description: 'Id of the user, a UUID.', example: '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60' })
  id: string;

  @TextField(EMAIL_FIELD)
  email: string;

  @TextField(USER_NAME_FIELD)
  name: string;

  @ObjectListField({
    description:
      'The workspaces that the user is a member of, the oldest membership first. Sign in with `workspace_id` to use another one.',
    of: () => OwnWorkspaceDto,
    maxItems: 1000,
  })
  workspaces: OwnWorkspaceDto[];
}

/** Converts a member to its API representation. */
export function userDto({ userId, email, name, role, joinedAt }: Member): UserDto {
  return { id: userId, email, name, role, created_at: joinedAt.toISOString() };
}

/** Converts the own account to its API representation. */
export function ownAccountDto({ id, email, name }: User, memberships: readonly Membership[]): OwnAccountDto {
  const workspaces = memberships.map(({ workspaceId, workspaceName, role }) => ({
    id: workspaceId,
    name: workspaceName,
    role,
  }));
  return { id, email, name, workspaces };
}
