import { Database } from '@flowforge/postgres/database';
import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope, RequireUser } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { ListQueryDto, pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MemberStore } from './member.store.js';
import { OwnAccountDto, ownAccountDto, UserDto, userDto, UserListDto } from './user.dto.js';
import { UserStore } from './user.store.js';

@ApiTags('members')
@Controller('v1/users')
export class UserController {
  constructor(
    @Inject(Database) private readonly allWorkspaces: Database,
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(UserStore) private readonly users: UserStore,
    @Inject(MemberStore) private readonly members: MemberStore,
  ) {}

  @Get()
  @RequireScope('workspace:read')
  @ApiOperation({ summary: 'List the members of the workspace, those who joined last first' })
  @ApiOkResponse({ description: 'A page of members.', type: UserListDto })
  list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<Page<UserDto>> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const { items, next_cursor } = await this.members.list(tx, pageOf(query));
      return { items: items.map(userDto), next_cursor };
    });
  }

  @Get('me')
  @RequireUser()
  @ApiOperation({
    summary: 'Read your account',
    description: 'The account of the user who makes the request.',
  })
  @ApiOkResponse({ description: 'The account.', type: OwnAccountDto })
  async me(@CurrentCaller() { principal }: Caller): Promise<OwnAccountDto> {
    const user = await this.users.find(this.allWorkspaces, principal.id);
    if (!user) throw notFound('user');
    return ownAccountDto(user, await this.users.memberships(this.allWorkspaces, user.id));
  }

  @Get(':id')
  @RequireScope('workspace:read')
  @ApiOperation({ summary: 'Read a member of the workspace' })
  @ApiOkResponse({ description: 'The member.', type: UserDto })
  read(@CurrentCaller() caller: Caller, @Id('user') id: string): Promise<UserDto> {
    return this.database.transaction(caller.workspaceId, async (tx) => {
      const member = await this.members.find(tx, id);
      if (!member) throw notFound('user');
      return userDto(member);
    });
  }
}
