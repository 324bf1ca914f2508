import { ObjectListField, TextField } from '@flowforge/service-kit/http/fields';
import { ApiKeyDto } from '../api-key/api-key.dto.js';

export class ApiKeyListDto {
  @ObjectListField({ description: 'Newest first.', of: () => ApiKeyDto, maxItems: 200 })
  items: ApiKeyDto[];

  @TextField({
    description: 'Pass it as `cursor` for the next page; null on the last one.',
    example: null,
    nullable: true,
    max: 4_000,
  })
  next_cursor: string | null;
}
