import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { TITLES } from '../http/problem.js';

class FieldErrorDto {
  @ApiProperty({ description: 'Path of the field in the request.', example: 'endpoint' })
  field: string;

  @ApiProperty({ description: 'What is wrong with it.', example: 'must be an https address' })
  message: string;
}

/** RFC 9457 problem. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:flowforge:problem:invalid_request' })
  type: string;

  @ApiProperty({ example: 'Unprocessable Content' })
  title: string;

  @ApiProperty({ example: 422 })
  status: number;

  @ApiProperty({ description: 'Stable; made for programs.', example: 'invalid_request' })
  code: string;

  @ApiProperty({ description: 'Made for people.', example: 'These fields need another value: endpoint.' })
  detail: string;

  @ApiProperty({ type: [FieldErrorDto], required: false, description: 'The fields at fault.' })
  errors?: FieldErrorDto[];

  @ApiProperty({ required: false, example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a' })
  request_id?: string;
}

const EXAMPLES: Readonly<Record<number, { code: string; detail: string; field?: string; message?: string }>> =
  {
    400: {
      code: 'unknown_field',
      detail: 'This request has no field called nam.',
      field: 'nam',
      message: 'is not a field of this request',
    },
    401: { code: 'invalid_api_key', detail: 'Send an api key as "Authorization: Bearer <key>".' },
    403: { code: 'scope_missing', detail: 'This api key lacks the scope webhooks:write.' },
    404: { code: 'webhook_not_found', detail: 'There is no such webhook in this workspace.' },
    409: { code: 'conversation_closed', detail: 'The conversation is closed; start another one.' },
    412: { code: 'precondition_failed', detail: 'It was changed since; read it again.' },
    413: { code: 'body_too_large', detail: 'The request body is larger than this route accepts.' },
    422: {
      code: 'invalid_request',
      detail: 'These fields need another value: endpoint.',
      field: 'endpoint',
      message: 'must be an https address',
    },
    429: { code: 'rate_limited', detail: 'Too many requests; wait a second.' },
    503: { code: 'registry_unavailable', detail: 'The registry service does not answer; try again.' },
  };

/** Documents the problems a route may answer with, each with an example. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) => {
      const { code = 'error', detail = '', field, message } = EXAMPLES[status] ?? {};
      return ApiResponse({
        status,
        // One example for each status; `code` names the resource and the case of the route.
        description: `${TITLES[status] ?? 'Error'}, for instance \`${code}\``,
        content: {
          'application/problem+json': {
            schema: { $ref: getSchemaPath(ProblemDto) },
            example: {
              type: `urn:flowforge:problem:${code}`,
              title: TITLES[status],
              status,
              code,
              detail,
              ...(field ? { errors: [{ field, message }] } : {}),
              request_id: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
            },
          },
        },
      });
    }),
  );
}
