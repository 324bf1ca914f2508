import { ChoiceField, IdField, TimeField } from '@flowforge/service-kit/http/fields';
import { IdParameterListField } from '@flowforge/service-kit/http/list-fields';
import { ListDto, ListQueryDto } from '@flowforge/service-kit/http/list.dto';
import { SHOWN_OUTCOMES, shownOutcome } from '../outcome/outcome.js';
import type { CircuitRow } from './circuit-reader.store.js';

/** Filters of the list of circuits. */
export class ListCircuitsQueryDto extends ListQueryDto {
  @IdParameterListField({
    description:
      'Only the circuit of this webhook. A UUID. Repeat the parameter for several webhooks, at most 50. Without it, of all webhooks.',
    example: ['0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3'],
    minItems: 1,
    maxItems: 50,
    optional: true,
  })
  webhook_id?: string[];
}

/** The circuit of a webhook that is not closed. */
export class CircuitDto {
  @IdField({
    description: 'Id of the webhook, a UUID. Each webhook has one circuit.',
    example: '0196f0a1-7b02-7a44-9c1d-5e8f60b7a9c3',
  })
  webhook_id: string;

  @ChoiceField({
    description:
      'State of the circuit. `open`: nothing is sent. `half_open`: one attempt, the probe, is running; its outcome closes the circuit or opens it again.',
    choices: ['open', 'half_open'],
    example: 'open',
  })
  state: string;

  @TimeField({
    description:
      'When the circuit opened, in RFC 3339 (UTC). A failed probe does not change it: it is the beginning of the whole outage.',
    example: '2026-05-20T09:30:40.512Z',
  })
  since: string;

  @ChoiceField({
    description:
      'Outcome of the last attempt that opened the circuit, or of its last failed probe, as explained at `outcome` of an attempt of a delivery. Null when it is not known.',
    choices: SHOWN_OUTCOMES,
    nullable: true,
    example: 'endpoint_timeout',
  })
  reason: string | null;

  @TimeField({
    description:
      'Earliest start of the next probe, in RFC 3339 (UTC), never in the past. The probe is a waiting delivery; when none waits, it is the next one. Null while a probe runs (`half_open`).',
    nullable: true,
    example: '2026-05-20T09:31:10.512Z',
  })
  next_probe_at: string | null;
}

/** A page of circuits. */
export class CircuitListDto extends ListDto(CircuitDto) {}

/** A stored circuit in the form of the API. */
export function circuitDto(row: CircuitRow): CircuitDto {
  return {
    webhook_id: row.id,
    state: row.circuit,
    since: row.circuit_opened_at.toISOString(),
    reason: row.circuit_reason === null ? null : shownOutcome(row.circuit_reason),
    next_probe_at: row.next_probe_at?.toISOString() ?? null,
  };
}
