import { IdField, MapField } from '@flowforge/service-kit/http/fields';

export class SubmitFormDto {
  @MapField({
    description: "The values by the names of the form's fields.",
    example: { name: 'Smith Stevens', email: 'smith@gmail.com', query: 'flask developer' },
  })
  field_values: Record<string, unknown>;

  @IdField({
    description:
      'The offer that this answers; the same one again gives the same answer. Left out, it is the oldest offer of the form that was not answered yet, or none.',
    optional: true,
  })
  form_instance_id?: string;
}

export class SubmittedFormDto {
  @IdField({ description: 'What was captured.', example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  captured_form_id: string;

  @IdField({ description: 'The offer that was answered, or the one that was opened for it.' })
  form_instance_id: string;
}
