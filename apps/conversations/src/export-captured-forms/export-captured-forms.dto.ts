import { ChoiceField, IdField, TimeParameterField } from '@flowforge/service-kit/http/fields';
import { EXPORT_FORMATS, type ExportFormat } from './export-file.js';

export class ExportQueryDto {
  @IdField({
    description: 'The form whose captures are exported. A deleted form still has its captures.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  form_id: string;

  @ChoiceField({
    description: 'The kind of file. Default `csv`.',
    example: 'csv',
    optional: true,
    choices: EXPORT_FORMATS,
  })
  format?: ExportFormat;

  @TimeParameterField({
    description:
      'Only captures that were stored at or after this time, RFC 3339 with a time zone. Default: from the oldest one.',
    example: '2026-11-22T14:54:32Z',
    optional: true,
  })
  since?: string;

  @TimeParameterField({
    description:
      'Only captures that were stored before this time, RFC 3339 with a time zone. Default: up to now.',
    example: '2026-11-22T14:54:32Z',
    optional: true,
  })
  until?: string;
}
