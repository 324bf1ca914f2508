import { ChoiceField, IdField, ObjectField, TextField } from '@flowforge/service-kit/http/fields';
import { TextListField } from '@flowforge/service-kit/http/list-fields';
import type { AssistantEntity } from '../assistant/assistant.entity.js';
import { WIDGET_POSITIONS, type WidgetPosition } from './widget.js';
import type { WidgetEntity } from './widget.entity.js';

export class PublicAssistantDto {
  @TextField({ description: 'The name of the assistant.', example: 'Front desk', max: 200 })
  name: string;
}

/** What a page needs to draw a widget. It holds nothing that a visitor may not know. */
export class PublicWidgetDto {
  @IdField({ description: 'The id of the widget.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @ObjectField({ description: 'The assistant that answers.', of: () => PublicAssistantDto })
  assistant: PublicAssistantDto;

  @TextField({
    description: 'The first message of each conversation; null when the visitor writes first.',
    example: 'Hello! How can I help?',
    nullable: true,
    max: 4_000,
  })
  greeting: string | null;

  @TextField({
    description: 'The colour of the widget, `#rrggbb` in lower case.',
    example: '#2563eb',
    min: 7,
    max: 7,
  })
  color: string;

  @ChoiceField({
    description: 'The side of the window on which the button stands.',
    example: 'right',
    choices: WIDGET_POSITIONS,
  })
  position: WidgetPosition;

  @TextField({
    description: 'Text beside the icon of the button that opens the chat; null for the icon alone.',
    example: 'Chat with us',
    nullable: true,
    max: 40,
  })
  launcher_text: string | null;

  @TextField({
    description: "The language of the widget's own texts, BCP 47; null for the language of the page.",
    example: null,
    nullable: true,
    max: 35,
  })
  locale: string | null;

  @TextListField({
    description:
      'Origins of the pages that may use the widget; null for any. The page `/chat/{widget_id}` allows exactly these to frame it.',
    example: ['https://shop.example'],
    nullable: true,
    maxItems: 50,
    max: 300,
  })
  allowed_origins: string[] | null;
}

export function publicWidgetDto(widget: WidgetEntity, assistant: AssistantEntity): PublicWidgetDto {
  return {
    id: widget.id,
    assistant: { name: assistant.name },
    greeting: assistant.greeting,
    color: widget.color,
    position: widget.position,
    launcher_text: widget.launcherText,
    locale: widget.locale,
    allowed_origins: widget.allowedOrigins,
  };
}
