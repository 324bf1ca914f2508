import { type Channel, CHANNELS } from '@flowforge/contracts/words';
import { ChoiceField, IdField, TextField, TextListField } from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { VersionedResourceDto, versionedResourceDto } from '../versioned-resource/versioned-resource.dto.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import { originOf } from '../page-origin/origin.js';
import type { WidgetEntity } from './widget.entity.js';

export class CreateWidgetDto {
  @IdField({
    description: 'The assistant that answers in conversations of this widget.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  assistant_id: string;

  @ChoiceField({
    description: 'The channel. Only `chat` is available; `phone` is answered with 422 `not_available_yet`.',
    example: 'chat',
    choices: CHANNELS,
  })
  channel: Channel;

  @TextListField({
    description:
      'Origins of the pages that may use the chat API with this widget: 1 to 50 of `scheme://host[:port]`, compared exactly, without wildcards. Default null: any origin.',
    example: ['https://shop.example'],
    optional: true,
    nullable: true,
    minItems: 1,
    maxItems: 50,
    max: 300,
  })
  allowed_origins?: string[] | null;

  @TextField({
    description:
      'The number that callers dial, in E.164, for the channel `phone` only. Default null, and always null for `chat`.',
    example: null,
    optional: true,
    nullable: true,
    max: 16,
    pattern: /^\+[1-9]\d{1,14}$/,
    patternHint: 'must be a phone number in E.164, such as +15005550006',
  })
  phone_number?: string | null;
}

export class ChangeWidgetDto extends PartialType(CreateWidgetDto, { skipNullProperties: false }) {}

/** A widget in an answer. */
export class WidgetDto extends IntersectionType(VersionedResourceDto, CreateWidgetDto) {}

export class WidgetListDto extends ListDto(WidgetDto) {}

/** The settings that a request names; origins in the spelling that browsers send. */
export function widgetChange(dto: ChangeWidgetDto): SettingsChange<WidgetEntity> {
  const origins = dto.allowed_origins;
  return {
    assistantId: dto.assistant_id,
    channel: dto.channel,
    allowedOrigins: origins ? origins.map((text) => originOf(text) ?? text) : origins,
    phoneNumber: dto.phone_number,
  };
}

export function widgetDto(row: WidgetEntity): WidgetDto {
  return {
    ...versionedResourceDto(row),
    assistant_id: row.assistantId,
    channel: row.channel,
    allowed_origins: row.allowedOrigins,
    phone_number: row.phoneNumber,
  };
}
