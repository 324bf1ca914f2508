import type { Page } from '@flowforge/postgres/page';
import { WorkspaceDatabase } from '@flowforge/postgres/workspace-database';
import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { Id } from '@flowforge/service-kit/http/id';
import { pageOf } from '@flowforge/service-kit/http/list.dto';
import { notFound } from '@flowforge/service-kit/http/problem';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { phoneSpellings } from '../phone-number/phone-number.js';
import { ContactDto, contactDto, ContactListDto, ContactQueryDto } from './contact.dto.js';
import { ContactStore } from './contact.store.js';

@ApiTags('contacts')
@RequireScope('conversations:read')
@Controller('v1/contacts')
export class ContactController {
  constructor(
    @Inject(WorkspaceDatabase) private readonly database: WorkspaceDatabase,
    @Inject(ContactStore) private readonly contacts: ContactStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List contacts, newest first' })
  @ApiOkResponse({ type: ContactListDto })
  async list(@CurrentCaller() caller: Caller, @Query() query: ContactQueryDto): Promise<Page<ContactDto>> {
    const filters = { email: query.email?.toLowerCase(), phone: spellingsOf(query.phone) };
    const page = await this.database.transaction(caller.workspaceId, (tx) =>
      this.contacts.list(tx, pageOf(query), filters),
    );
    return { items: page.items.map(contactDto), next_cursor: page.next_cursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a contact' })
  @ApiOkResponse({ type: ContactDto })
  async read(@CurrentCaller() caller: Caller, @Id('contact') id: string): Promise<ContactDto> {
    const row = await this.database.transaction(caller.workspaceId, (tx) => this.contacts.find(tx, id));
    if (!row) throw notFound('contact');
    return contactDto(row);
  }
}

/** All texts under which a contact with this number may be stored. */
function spellingsOf(phone: string | undefined): readonly string[] | undefined {
  if (phone === undefined) return undefined;
  const spellings = phoneSpellings(phone, null);
  return spellings ? [spellings.current, ...spellings.earlier] : [];
}
