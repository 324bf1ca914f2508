import { toApiTime } from '@flowforge/contracts/time';
import { IdField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import type { ContactRow } from './contact.store.js';

export class ContactQueryDto extends ListQueryDto {
  @TextField({
    description: 'Only the contact with this e-mail address.',
    example: 'jane.miller@example.com',
    optional: true,
    max: 254,
  })
  email?: string;

  @TextField({
    description:
      'Only contacts with this phone number, in any spelling with a country code: `+49 30 1234567` and `0049301234567` are the same. Digits without a country code find contacts that have just these digits. Write the plus as `%2B` in a URL. Default: all.',
    example: '+14155550100',
    optional: true,
    max: 64,
  })
  phone?: string;
}

/** A contact in an answer. */
export class ContactDto {
  @IdField({ description: 'The id of the contact.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @TextField({
    description: 'The name given last; null when none was given.',
    example: 'Jane Miller',
    nullable: true,
    max: 10_000,
  })
  name: string | null;

  @TextField({
    description: 'The e-mail address in lower case; null when unknown.',
    example: 'jane.miller@example.com',
    nullable: true,
    max: 10_000,
  })
  email: string | null;

  @TextField({
    description:
      'The phone number in E.164, followed by `;ext=` and the extension if one was given, such as `+15005550006;ext=12`. A number whose country is unknown, or that does not exist there, is stored as its digits; see `default_region` of an assistant. Null when unknown.',
    example: '+15005550006',
    nullable: true,
    max: 64,
  })
  phone: string | null;

  @TimeField({ description: 'When the contact was created.', example: '2026-11-22T14:54:32.123Z' })
  created_at: string;

  @TimeField({
    description: 'When its name, address or number last changed.',
    example: '2026-11-22T14:54:32.123Z',
  })
  updated_at: string;
}

export class ContactListDto extends ListDto(ContactDto) {}

export function contactDto(row: ContactRow): ContactDto {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    created_at: toApiTime(row.createdAt),
    updated_at: toApiTime(row.updatedAt),
  };
}
