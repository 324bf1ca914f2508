import { IdField, MapField } from '@flowforge/service-kit/http/fields';

export class SubmitFormDto {
  @MapField({
    description:
      "The values by the names of the form's fields, at most 50. A text, number, boolean or list of texts, by the type of the field. Texts keep their spelling in captured forms and webhooks, phone numbers too: only the contact has the number in E.164.",
    example: { name: 'Jane Miller', email: 'jane.miller@example.com', query: 'A quote for 20 office chairs' },
  })
  field_values: Record<string, unknown>;

  @IdField({
    description:
      'The offer that this submission answers: `form.form_instance_id` of a reply. A repeated submission of the same offer gets the first answer. Default: the oldest unanswered offer of the form, or a new one when there is none.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7b',
    optional: true,
  })
  form_instance_id?: string;
}

export class SubmittedFormDto {
  @IdField({
    description: 'The captured form. Webhooks carry it as `captured_form_id`.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  captured_form_id: string;

  @IdField({ description: 'The offer that was answered, or the new one.' })
  form_instance_id: string;
}
