import { toApiTime } from '@flowforge/contracts/time';
import { DEVICE_TYPES, type DeviceType } from '@flowforge/contracts/words';
import { ChoiceField, IdField, MapField, TextField, TimeField } from '@flowforge/service-kit/http/fields';
import { ListDto } from '@flowforge/service-kit/http/list.dto';
import { TimeRangeListQueryDto } from '../time-range/time-range.dto.js';
import type { CapturedForm } from './captured-form.store.js';

export class CapturedFormQueryDto extends TimeRangeListQueryDto('captures that were stored') {
  @IdField({ description: 'Only captures of this form. Default: all.', optional: true })
  form_id?: string;

  @IdField({ description: 'Only captures in this conversation. Default: all.', optional: true })
  conversation_id?: string;

  @IdField({ description: 'Only captures by this assistant. Default: all.', optional: true })
  assistant_id?: string;

  @IdField({ description: 'Only captures through this widget. Default: all.', optional: true })
  widget_id?: string;

  @IdField({ description: 'Only captures of this contact. Default: all.', optional: true })
  contact_id?: string;
}

/** A captured form in an answer. */
export class CapturedFormDto {
  @IdField({ description: 'The id of the captured form.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  id: string;

  @IdField({ description: 'The id of the form.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  form_id: string;

  @TextField({
    description: 'The name of the form when it was captured.',
    example: 'Contact request',
    max: 200,
  })
  form_name: string;

  @IdField({
    description: 'The id of the offer that was answered.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  form_instance_id: string;

  @IdField({
    description: 'The conversation in which it was filled in.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  conversation_id: string;

  @IdField({
    description: 'The assistant of the conversation.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  assistant_id: string;

  @IdField({
    description: 'The widget of the conversation.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  widget_id: string;

  @IdField({
    description: 'The contact that filled it in; null when no field identified one.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
    nullable: true,
  })
  contact_id: string | null;

  @ChoiceField({
    description: 'The kind of device of the visitor.',
    example: 'mobile',
    choices: DEVICE_TYPES,
  })
  device_type: DeviceType;

  @MapField({
    description: "The values, in the order of the form's fields and in the spelling of the visitor.",
    example: { name: 'Jane Miller', email: 'jane.miller@example.com', query: 'A quote for 20 office chairs' },
  })
  field_values: Record<string, unknown>;

  @IdField({
    description: 'The id of its event; webhooks carry it in the header `webhook-id`.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  event_id: string;

  @TimeField({
    description: 'When it was captured: RFC 3339, UTC, milliseconds.',
    example: '2026-11-22T14:54:32.123Z',
  })
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
