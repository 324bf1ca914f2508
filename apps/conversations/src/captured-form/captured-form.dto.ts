import { toApiTime } from '@flowforge/contracts/time';
import { DEVICE_TYPES, type DeviceType } from '@flowforge/contracts/words';
import { ChoiceField, IdField, MapField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import type { CapturedForm } from './captured-form.store.js';

export class CapturedFormQueryDto extends ListQueryDto {
  @IdField({ description: 'Only of this form.', optional: true })
  form_id?: string;

  @IdField({ description: 'Only of this conversation.', optional: true })
  conversation_id?: string;

  @IdField({ description: 'Only of this assistant.', optional: true })
  assistant_id?: string;

  @IdField({ description: 'Only through this widget.', optional: true })
  widget_id?: string;

  @IdField({ description: 'Only of this contact.', optional: true })
  contact_id?: string;
}

/** A captured form as the API shows it. */
export class CapturedFormDto {
  @IdField({ description: 'The captured form.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @IdField({ description: 'The form.' })
  form_id: string;

  @TextField({ description: 'Its name at that time.', example: 'Algoscale Leads', max: 200 })
  form_name: string;

  @IdField({ description: 'The offer that was answered.' })
  form_instance_id: string;

  @IdField({ description: 'Where it was filled in.' })
  conversation_id: string;

  @IdField({ description: 'Who offered it.' })
  assistant_id: string;

  @IdField({ description: 'Where the visitor was.' })
  widget_id: string;

  @IdField({ description: 'Who filled it in, if known.', nullable: true })
  contact_id: string | null;

  @ChoiceField({ description: 'What the visitor used.', example: 'mobile', choices: DEVICE_TYPES })
  device_type: DeviceType;

  @MapField({
    description: "The values, in the order of the form's fields.",
    example: { name: 'Smith Stevens', email: 'smith@gmail.com', query: 'flask developer' },
  })
  field_values: Record<string, unknown>;

  @IdField({ description: 'The event that told of it: `webhook-id`.' })
  event_id: string;

  @TimeField({ description: 'When it was captured.', example: '2026-11-22T14:54:32.123Z' })
  created_at: string;
}

export class CapturedFormListDto extends ListDto(CapturedFormDto) {}

export function capturedFormDto(captured: CapturedForm): CapturedFormDto {
  return {
    id: captured.id,
    form_id: captured.formId,
    form_name: captured.formName,
    form_instance_id: captured.formInstanceId,
    conversation_id: captured.conversationId,
    assistant_id: captured.assistantId,
    widget_id: captured.widgetId,
    contact_id: captured.contactId,
    device_type: captured.deviceType,
    field_values: captured.fieldValues,
    event_id: captured.eventId,
    created_at: toApiTime(captured.createdAt),
  };
}
