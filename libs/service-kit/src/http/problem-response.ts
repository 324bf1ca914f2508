import type { Problem } from './problem.js';

const REQUEST_ID = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a';

/** The media type of every problem. */
export const PROBLEM_TYPE = 'application/problem+json';

/** The part of an OpenAPI response object that describes problems of one status. */
export interface ProblemResponse {
  description: string;
  content: Record<string, { schema: { $ref: string }; examples: Record<string, { value: object }> }>;
}

/** Describes one or more problems of the same status, with an example of each. */
export function problemResponse(problems: readonly Problem[]): ProblemResponse {
  const codes = problems.map(({ code }) => `\`${code}\``).join(', ');
  const [first] = problems;
  return {
    description: `${first?.body().title ?? 'Error'}: ${codes}`,
    content: {
      [PROBLEM_TYPE]: {
        schema: { $ref: '#/components/schemas/ProblemDto' },
        examples: Object.fromEntries(
          problems.map((problem) => [problem.code, { value: problem.body(REQUEST_ID) }]),
        ),
      },
    },
  };
}
