import { type Channel, CHANNELS } from '@flowforge/contracts/words';
import {
  ChoiceField,
  IdField,
  ObjectListField,
  TextField,
  TextListField,
} from '@flowforge/service-kit/http/fields';
import { IntersectionType, OmitType, PartialType } from '@nestjs/swagger';
import { EditableDto, editableDto } from '../editable/editable.dto.js';
import type { Widget } from './widget.entity.js';

export class CreateWidgetDto {
  @IdField({ description: 'The assistant that talks.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  assistant_id: string;

  @ChoiceField({ description: 'Where it talks.', example: 'chat', choices: CHANNELS })
  channel: Channel;

  @TextListField({
    description: 'Origins of the pages that may start a chat; null or left out for any.',
    example: ['https://shop.example'],
    optional: true,
    nullable: true,
    minItems: 1,
    maxItems: 50,
    max: 300,
  })
  allowed_origins?: string[] | null;

  @TextField({
    description: 'The number that is called, E.164; for the channel `phone` only.',
    example: '+15005550006',
    optional: true,
    nullable: true,
    max: 16,
    pattern: /^\+[1-9]\d{1,14}$/,
    patternHint: 'must be a number in E.164, such as +15005550006',
  })
  phone_number?: string | null;
}

export class ChangeWidgetDto extends PartialType(OmitType(CreateWidgetDto, ['channel']), {
  skipNullProperties: false,
}) {}

/** A widget as the API shows it. */
export class WidgetDto extends IntersectionType(EditableDto, CreateWidgetDto) {}

export class WidgetListDto {
  @ObjectListField({ description: 'Newest first.', of: () => WidgetDto, maxItems: 200 })
  items: WidgetDto[];

  @TextField({ description: 'Send it as `cursor` for the next page.', nullable: true, max: 4_000 })
  next_cursor: string | null;
}

export function widgetDto(row: Widget): WidgetDto {
  return {
    ...editableDto(row),
    assistant_id: row.assistantId,
    channel: row.channel,
    allowed_origins: row.allowedOrigins,
    phone_number: row.phoneNumber,
  };
}
