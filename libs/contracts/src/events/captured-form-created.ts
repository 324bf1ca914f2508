import { Type, type Static } from 'typebox';
import { compile } from '../compiled.js';
import { Uuid } from '../ids.js';
import { DEVICE_TYPES } from '../words.js';
import { AttributesSchema } from './attributes.js';
import { encodeChecked, envelopeV1, eventSubject } from './envelope.js';
import { FieldValuesSchema } from './field-values.js';

/**
 * `captured_form.created`, version 1: a person has completed a form, in chat or by phone. Once per form instance.
 * `contact_id` is null while the person is unknown; `source.form_id` is the form's id.
 */
export const capturedFormCreatedSchema = envelopeV1(
  'captured_form.created',
  Type.Object({
    form_id: Uuid,
    form_name: Type.String(),
    widget_id: Uuid,
    assistant_id: Uuid,
    field_values: FieldValuesSchema,
    conversation_id: Uuid,
    captured_form_id: Uuid,
    attributes: AttributesSchema,
    device_type: Type.Enum(DEVICE_TYPES),
    contact_id: Type.Union([Uuid, Type.Null()]),
  }),
);
export type CapturedFormCreated = Static<typeof capturedFormCreatedSchema>;

export const CAPTURED_FORM_CREATED_SUBJECT = eventSubject('captured_form.created', 1);

export const compiledCapturedFormCreated = compile(capturedFormCreatedSchema);

/** The bytes to store in the outbox. Throws InvalidEventError or EventTooLargeError. */
export function encodeCapturedFormCreated(event: CapturedFormCreated): Buffer {
  return encodeChecked(compiledCapturedFormCreated, event);
}

/** The event that the guide's example body is rendered from. */
export const capturedFormCreatedExample: CapturedFormCreated = {
  id: '018eb05e-7efd-7bef-a765-7bccbd9f39d9',
  type: 'captured_form.created',
  version: 1,
  workspace_id: '018cd9c0-1f3a-7c55-9b0e-3a1d5be0a6f1',
  committed_at: '2024-04-05T22:26:08.417305Z',
  conversation_id: '018eb05d-cf6c-7631-8992-fd8377db4145',
  conversation_seq: 1,
  source: {
    assistant_id: '018cd9c8-e317-7079-accd-17be51784256',
    form_id: '018eaff3-67cb-7d86-bb5e-65c952c8dc2a',
  },
  data: {
    form_id: '018eaff3-67cb-7d86-bb5e-65c952c8dc2a',
    form_name: 'Algoscale Leads',
    widget_id: '018cd9c9-a864-7de1-98c0-6478c74b9c2b',
    assistant_id: '018cd9c8-e317-7079-accd-17be51784256',
    field_values: { name: 'Smith Stevens', email: 'smith@gmail.com', query: 'flask developer' },
    conversation_id: '018eb05d-cf6c-7631-8992-fd8377db4145',
    captured_form_id: '018eb05e-7177-7374-af12-66132614cb9f',
    attributes: { page: '/hire', campaign: 'spring' },
    device_type: 'desktop',
    contact_id: null,
  },
};
