import { IntegerField, TextField } from '@flowforge/service-kit/http/fields';

/** How long the old secret signs too when the caller does not say: a day. */
export const DEFAULT_OVERLAP_SECONDS = 86_400;
const MOST_OVERLAP_SECONDS = 604_800;

export class RotateWebhookSecretDto {
  @IntegerField({
    description: 'For so many seconds older secrets sign too, beside the new one; 0 ends them now.',
    example: DEFAULT_OVERLAP_SECONDS,
    optional: true,
    min: 0,
    max: MOST_OVERLAP_SECONDS,
  })
  overlap_seconds?: number;
}

export class RotatedWebhookSecretDto {
  @TextField({
    description: 'The new signing secret. Keep it: it is not shown again.',
    example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    max: 100,
  })
  secret: string;
}
