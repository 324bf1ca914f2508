import { ALL_SCOPES, type Role, type Scope, scopesOfRole } from '@flowforge/contracts/words';
import {
  ChoiceField,
  FlagField,
  IdField,
  ObjectField,
  TextField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ChoiceListField, ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { EMAIL_FIELD, ROLE_FIELD, USER_NAME_FIELD } from '../user/user-fields.dto.js';
import { WORKSPACE_NAME_FIELD } from '../workspace/workspace.dto.js';
import { expiryOf, type Session, type SessionLifetime, SESSIONS_MAX, USER_AGENT_MAX } from './session.js';

/** The user of a session. */
export class SessionUserDto {
  @IdField({ description: 'Id of the user, a UUID.', example: '0199d1a2-7c11-7e0a-9f3b-5a2c8d417e60' })
  id: string;

  @TextField(EMAIL_FIELD)
  email: string;

  @TextField(USER_NAME_FIELD)
  name: string;
}

/** The workspace of a session. */
export class SessionWorkspaceDto {
  @IdField({ description: 'Id of the workspace, a UUID.', example: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1' })
  id: string;

  @TextField(WORKSPACE_NAME_FIELD)
  name: string;
}

/** A session: a user who has signed in to a workspace with a browser. */
export class SessionDto {
  @IdField({ description: 'Id of the session, a UUID.', example: '0199d1a2-8f00-7b3c-8a51-2e6f90c4d713' })
  id: string;

  @ObjectField({ description: 'The user who has signed in.', of: () => SessionUserDto })
  user: SessionUserDto;

  @ObjectField({ description: 'The workspace that the session is for.', of: () => SessionWorkspaceDto })
  workspace: SessionWorkspaceDto;

  @ChoiceField(ROLE_FIELD)
  role: Role;

  @ChoiceListField({
    description: 'What the role allows: the scopes that an api key with the same rights has.',
    example: ['webhooks:read', 'webhooks:write'],
    choices: ALL_SCOPES,
    maxItems: ALL_SCOPES.length,
  })
  scopes: Scope[];

  @TimeField({
    description: 'When the user signed in, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:00.250Z',
  })
  created_at: string;

  @TimeField({
    description: 'When the session was last used, in RFC 3339 (UTC). Updated at most once a minute.',
    example: '2026-05-20T09:45:12.018Z',
  })
  last_used_at: string;

  @TimeField({
    description: 'When the session ends unless it is used before, in RFC 3339 (UTC).',
    example: '2026-05-27T09:45:12.018Z',
  })
  expires_at: string;

  @TextField({ description: 'The IP address that signed in.', example: '192.0.2.44', max: 45 })
  address: string;

  @TextField({
    description: `\`User-Agent\` of the browser that signed in, at most ${USER_AGENT_MAX} characters. Null when it sent none.`,
    example: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    nullable: true,
    max: USER_AGENT_MAX,
  })
  user_agent: string | null;

  @FlagField({ description: 'Whether this is the session that makes the request.', example: true })
  current: boolean;
}

/** The sessions of a user. They are few, so they are always on one page. */
export class SessionListDto {
  @ObjectListField({
    description: `The sessions, newest first, at most ${SESSIONS_MAX}.`,
    of: () => SessionDto,
    maxItems: SESSIONS_MAX,
  })
  items: SessionDto[];

  @TextField({ description: 'Always null: there is one page.', example: null, nullable: true, max: 1 })
  next_cursor: null;
}

/** Converts a session to its API representation. */
export function sessionDto(
  session: Session,
  lifetime: SessionLifetime,
  currentId: string | undefined,
): SessionDto {
  return {
    id: session.id,
    user: session.user,
    workspace: session.workspace,
    role: session.role,
    scopes: [...scopesOfRole(session.role)],
    created_at: session.createdAt.toISOString(),
    last_used_at: session.lastUsedAt.toISOString(),
    expires_at: expiryOf(session, lifetime).toISOString(),
    address: session.address,
    user_agent: session.userAgent,
    current: session.id === currentId,
  };
}
