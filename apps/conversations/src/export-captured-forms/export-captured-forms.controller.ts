import { CurrentCaller, RequireScope } from '@flowforge/service-kit/auth/caller.guard';
import { actorOf } from '@flowforge/service-kit/auth/audit-actor';
import type { Caller } from '@flowforge/service-kit/auth/caller';
import { ApiProblems } from '@flowforge/service-kit/http/api-problems';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { timeRangeOf } from '../time-range/time-range.dto.js';
import { ExportQueryDto } from './export-captured-forms.dto.js';
import { ExportCapturedForms, tooManyExports } from './export-captured-forms.service.js';
import { CONTENT_TYPES } from './export-file.js';

const CSV_EXAMPLE =
  '\ufeffname,email,submitted_at,conversation_id\r\n' +
  'Jane Miller,jane.miller@example.com,2026-11-22T14:54:32.123Z,0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a\r\n';

@ApiTags('captured-forms')
@Controller('v1/captured-forms/export')
export class ExportCapturedFormsController {
  constructor(@Inject(ExportCapturedForms) private readonly service: ExportCapturedForms) {}

  @Get()
  @RequireScope('conversations:read')
  @ApiOperation({
    summary: 'Export the captured forms of a form as a file',
    description:
      'The captures that are stored at the start, newest first. CSV: RFC 4180, UTF-8 with a byte order mark; one column for each field ' +
      '(by its name: the fields of the form in order, then fields that it had before), then `submitted_at` and `conversation_id`. ' +
      'A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) gets an apostrophe in front, and so does one after a semicolon, a tab or a line break inside of a text; ' +
      'phone numbers in E.164 are kept. Several options are separated by `; `. JSON: a list of captured forms, as `GET /v1/captured-forms` shows them. ' +
      'If an error occurs during the export, the connection is closed before the end of the file, so that no client takes it for complete.',
  })
  @ApiOkResponse({
    description: 'The file. `content-disposition` has its name.',
    headers: {
      'Content-Disposition': {
        description: 'Such as `attachment; filename="contact-request-2026-11-26.csv"`.',
        schema: { type: 'string' },
      },
    },
    content: {
      'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE },
      'application/json': {
        schema: { type: 'array', items: { $ref: '#/components/schemas/CapturedFormDto' } },
      },
    },
  })
  @ApiProblems(tooManyExports())
  async export(
    @CurrentCaller() caller: Caller,
    @Query() query: ExportQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = query.format ?? 'csv';
    const created = timeRangeOf(query);
    const actor = request.method === 'HEAD' ? null : actorOf(caller);
    const file = await this.service.export(caller.workspaceId, {
      formId: query.form_id,
      format,
      created,
      actor,
    });
    reply.headers({
      'content-type': CONTENT_TYPES[format],
      'content-disposition': `attachment; filename="${file.name}"`,
    });
    // Fastify would read the whole file for the answer to a HEAD request.
    if (request.method === 'HEAD') file.content.destroy();
    await reply.send(request.method === 'HEAD' ? '' : file.content);
  }
}
