import { IntegerField } from '@flowforge/service-kit/http/fields';
import type { AttemptPhases } from './attempt-result.js';

/** How long the phases of an attempt took. */
export class AttemptTimingDto {
  @IntegerField({
    description: 'Name resolution, in milliseconds. Null when it was not needed or not reached.',
    nullable: true,
    min: 0,
    example: 4,
  })
  dns_ms: number | null;

  @IntegerField({
    description:
      'TCP connection, in milliseconds. Null when an open connection was used, or it was not reached.',
    nullable: true,
    min: 0,
    example: 11,
  })
  connect_ms: number | null;

  @IntegerField({
    description: 'TLS handshake, in milliseconds. Null when it was not needed or not reached.',
    nullable: true,
    min: 0,
    example: 23,
  })
  tls_ms: number | null;

  @IntegerField({
    description:
      'From the start to the first byte of the response, in milliseconds. Null without a response.',
    nullable: true,
    min: 0,
    example: 87,
  })
  first_byte_ms: number | null;

  @IntegerField({ description: 'The whole attempt, in milliseconds.', min: 0, example: 88 })
  total_ms: number;
}

/**
 * Phases in the form of the API. Null stands for an attempt whose phases are not known.
 *
 * @param totalMs of the whole attempt
 */
export function attemptTimingDto(phases: AttemptPhases | null, totalMs: number): AttemptTimingDto {
  return {
    dns_ms: rounded(phases?.dnsMs),
    connect_ms: rounded(phases?.connectMs),
    tls_ms: rounded(phases?.tlsMs),
    first_byte_ms: rounded(phases?.firstByteMs),
    total_ms: Math.round(totalMs),
  };
}

function rounded(ms: number | null | undefined): number | null {
  return ms == null ? null : Math.round(ms);
}
