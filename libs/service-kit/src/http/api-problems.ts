import { ApiProperty, ApiResponse } from '@nestjs/swagger';
import type { Problem } from './problem.js';
import { problemResponse } from './problem-response.js';

class FieldErrorDto {
  @ApiProperty({
    description: 'Path of the field in the request: a body field, a query parameter or a header.',
    example: 'endpoint',
  })
  field: string;

  @ApiProperty({ description: 'What is wrong with its value, in English.', example: 'is required' })
  message: string;
}

/** The body of every answer with a status of 400 or above: a problem of RFC 9457. */
export class ProblemDto {
  @ApiProperty({
    description: '`urn:flowforge:problem:` and the code.',
    example: 'urn:flowforge:problem:invalid_request',
  })
  type: string;

  @ApiProperty({ description: 'The name of the HTTP status.', example: 'Unprocessable Content' })
  title: string;

  @ApiProperty({ description: 'The HTTP status.', type: 'integer', example: 422 })
  status: number;

  @ApiProperty({
    description: 'What went wrong, for programs. A code never changes its meaning.',
    example: 'invalid_request',
  })
  code: string;

  @ApiProperty({
    description: 'What went wrong and what to do, for people, in English. May change at any time.',
    example: 'These fields have a wrong value: endpoint.',
  })
  detail: string;

  @ApiProperty({
    description:
      'The fields, parameters or headers that are wrong. Absent when the problem is not about any of them.',
    type: [FieldErrorDto],
    required: false,
  })
  errors?: FieldErrorDto[];

  @ApiProperty({
    description: 'Identifies the request in the logs; also in the header `x-request-id`.',
    required: false,
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  request_id?: string;
}

const PROBLEMS = 'flowforge:problems';

/** Adds problems to the documentation of one method of a controller; each becomes an example of its status. */
export function documentProblems(
  controller: object,
  method: string | symbol,
  problems: readonly Problem[],
): void {
  const descriptor = Object.getOwnPropertyDescriptor(controller, method);
  if (!descriptor) throw new Error(`the controller has no method ${String(method)}`);
  const before: readonly Problem[] = Reflect.getMetadata(PROBLEMS, descriptor.value) ?? [];
  const all = [...before, ...problems.filter(({ code }) => !before.some((known) => known.code === code))];
  Reflect.defineMetadata(PROBLEMS, all, descriptor.value);
  for (const status of new Set(problems.map((problem) => problem.status))) {
    const response = problemResponse(all.filter((problem) => problem.status === status));
    ApiResponse({ status, ...response })(controller, method, descriptor);
  }
}

/**
 * Documents the problems that are particular to a route or a controller. Those that every route of
 * the same shape has (unknown field, body too large, resource not found, service unavailable, …) are added automatically.
 */
export function ApiProblems(...problems: Problem[]): MethodDecorator & ClassDecorator {
  return (target: object, method?: string | symbol): void => {
    if (method !== undefined) documentProblems(target, method, problems);
    else if (typeof target === 'function') documentOnClass(target, problems);
  };
}

function documentOnClass(controller: NewableFunction, problems: readonly Problem[]): void {
  for (const status of new Set(problems.map((problem) => problem.status))) {
    const response = problemResponse(problems.filter((problem) => problem.status === status));
    ApiResponse({ status, ...response })(controller);
  }
}
