import { attemptSentence, testEventAdvice } from '@flowforge/contracts/attempt/attempt-sentence';
import { EVENT_TYPES, type EventType } from '@flowforge/contracts/words';
import {
  ChoiceField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimeField,
} from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';
import { AttemptTimingDto, attemptTimingDto } from '../delivery/attempt-timing.dto.js';
import { HeaderDto, headerDtos } from '../delivery/header.dto.js';
import { SHOWN_OUTCOMES } from '../outcome/outcome.js';
import { shownAttempt } from '../delivery/shown-attempt.js';
import type { SentTestEvent } from './send-test-event.service.js';

/** The command to send a test event. */
export class SendTestEventDto {
  @IdField({
    description: 'Id of the webhook, a UUID. It must be enabled.',
    example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  })
  webhook_id: string;

  @ChoiceField({
    description:
      'Type of the event to send an example of. It need not be one of the `event_types` of the webhook.',
    choices: EVENT_TYPES,
    example: 'captured_form.created',
  })
  event: EventType;
}

/** The request of a test event. */
export class TestRequestDto {
  @TextField({
    description: 'The endpoint of the webhook.',
    example: 'https://example.com/hooks',
    max: 2_048,
  })
  url: string;

  @ObjectListField({
    description: 'The headers of the request, in their order.',
    of: () => HeaderDto,
    maxItems: 64,
  })
  headers: HeaderDto[];

  @TextField({
    description: 'The body of the request, exactly as it was sent.',
    example: '{"id":"…"}',
    max: 1_048_576,
  })
  body: string;
}

/** The response to a test event. */
export class TestResponseDto {
  @IntegerField({ description: 'HTTP status of the response.', min: 100, max: 999, example: 200 })
  status_code: number;

  @ObjectListField({
    description: 'The headers of the response, at most 64 and 8 KiB.',
    of: () => HeaderDto,
    maxItems: 64,
  })
  headers: HeaderDto[];

  @TextField({
    description: 'The first 1,024 bytes of the response body. Null when there were none.',
    example: 'ok',
    nullable: true,
    min: 0,
    max: 4_096,
  })
  body_excerpt: string | null;
}

/** What happened when a test event was sent. */
export class TestAttemptDto {
  @TimeField({
    description: 'When the attempt started, in RFC 3339 (UTC).',
    example: '2026-05-20T09:30:40.498Z',
  })
  started_at: string;

  @ChoiceField({
    description: 'Outcome, as explained at `outcome` of an attempt of a delivery.',
    choices: SHOWN_OUTCOMES,
    example: 'delivered',
  })
  outcome: string;

  @TextField({
    description: 'What the outcome means and what to do next, in sentences.',
    example: 'Your endpoint answered 200. It accepted the event.',
    max: 500,
  })
  explanation: string;

  @TextField({
    description: 'Short reason of a failure. Null on success.',
    example: null,
    nullable: true,
    max: 500,
  })
  detail: string | null;

  @ObjectField({ description: 'The request that was sent.', of: () => TestRequestDto })
  request: TestRequestDto;

  @ObjectField({
    description: 'The response. Null when none arrived.',
    of: () => TestResponseDto,
    nullable: true,
  })
  response: TestResponseDto | null;

  @ObjectField({ description: 'How long the phases took.', of: () => AttemptTimingDto })
  timing: AttemptTimingDto;
}

/** The answer to a test event. */
export class TestEventDto {
  @ObjectField({ description: 'The attempt. It is not stored.', of: () => TestAttemptDto })
  attempt: TestAttemptDto;
}

/** What the API shows of a test event that was sent: the request, and the response or why there is none. */
export function testEventDto({ url, requestHeaders, body, result }: SentTestEvent): TestEventDto {
  const { outcome, detail, durationMs, phases } = shownAttempt({
    outcome: result.outcome,
    detail: result.detail,
    duration_ms: result.durationMs,
    phases: result.timing,
  });
  const ended = { outcome, status_code: result.statusCode, duration_ms: durationMs };
  return {
    attempt: {
      started_at: result.startedAt.toISOString(),
      outcome,
      explanation: `${attemptSentence(ended)} ${testEventAdvice(ended)}`,
      detail,
      request: { url, headers: headerDtos(requestHeaders), body },
      response:
        result.statusCode === null
          ? null
          : {
              status_code: result.statusCode,
              headers: headerDtos(result.headers ?? []),
              body_excerpt: result.excerpt?.toString('utf8') ?? null,
            },
      timing: attemptTimingDto(phases, durationMs),
    },
  };
}
