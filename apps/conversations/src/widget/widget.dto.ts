import { type Channel, CHANNELS, CHAT_LANGUAGES } from '@flowforge/contracts/words';
import { ChoiceField, IdField, TextField } from '@flowforge/service-kit/http/fields';
import { TextListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { IntersectionType, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { VersionedResourceDto, versionedResourceDto } from '../versioned-resource/versioned-resource.dto.js';
import type { SettingsChange } from '../versioned-resource/versioned-resource.entity.js';
import { originOf } from '../page-origin/origin.js';
import { canonicalLocale, WIDGET_POSITIONS, type WidgetPosition } from './widget.js';
import type { WidgetEntity } from './widget.entity.js';

const NOT_BLANK = { pattern: /\S/, patternHint: 'must not be blank' };

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

  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(canonicalOrigin) : value))
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

  @TextField({
    description:
      "The colour of the button that opens the chat and of the visitor's messages, as `#rrggbb`. The text on it is white or black, whichever is easier to read. Default `#2563eb`.",
    example: '#2563eb',
    optional: true,
    min: 7,
    max: 7,
    pattern: /^#[0-9a-fA-F]{6}$/,
    patternHint: 'must be a colour as #rrggbb, such as #2563eb',
  })
  color?: string;

  @ChoiceField({
    description: 'The side of the window on which the button stands. Default `right`.',
    example: 'right',
    optional: true,
    choices: WIDGET_POSITIONS,
  })
  position?: WidgetPosition;

  @TextField({
    description:
      'Text beside the icon of the button that opens the chat, 1 to 40 characters. Default null: the icon alone.',
    example: 'Chat with us',
    optional: true,
    nullable: true,
    max: 40,
    ...NOT_BLANK,
  })
  launcher_text?: string | null;

  @TextField({
    description: `The language of the widget's own texts, as a BCP 47 language tag of at most 35 characters. There are texts for ${CHAT_LANGUAGES.join(', ')}. Another language has the texts of \`en\`, in its own direction of writing. Default null: the language of the page.`,
    example: 'en',
    optional: true,
    nullable: true,
    max: 35,
  })
  locale?: string | null;
}

export class ChangeWidgetDto extends PartialType(CreateWidgetDto, { skipNullProperties: false }) {}

/** A widget in an answer. */
export class WidgetDto extends IntersectionType(VersionedResourceDto, CreateWidgetDto) {}

export class WidgetListDto extends ListDto(WidgetDto) {}

/** An origin in the spelling that browsers send, so that two spellings of one origin are a repeat. Other values stay as they are. */
function canonicalOrigin(value: unknown): unknown {
  return typeof value === 'string' ? (originOf(value) ?? value) : value;
}

/** The settings that a request names; the locale in its canonical spelling. */
export function widgetChange(dto: ChangeWidgetDto): SettingsChange<WidgetEntity> {
  const { locale } = dto;
  return {
    assistantId: dto.assistant_id,
    channel: dto.channel,
    allowedOrigins: dto.allowed_origins,
    phoneNumber: dto.phone_number,
    color: dto.color?.toLowerCase(),
    position: dto.position,
    launcherText: dto.launcher_text,
    locale: locale ? (canonicalLocale(locale) ?? locale) : locale,
  };
}

export function widgetDto(row: WidgetEntity): WidgetDto {
  return {
    ...versionedResourceDto(row),
    assistant_id: row.assistantId,
    channel: row.channel,
    allowed_origins: row.allowedOrigins,
    phone_number: row.phoneNumber,
    color: row.color,
    position: row.position,
    launcher_text: row.launcherText,
    locale: row.locale,
  };
}
