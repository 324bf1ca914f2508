import { IntegerField, TextField } from '@flowforge/service-kit/http/fields';

/** Default overlap: one day, in seconds. */
export const DEFAULT_OVERLAP_SECONDS = 86_400;
/** Maximum overlap: one week, in seconds. */
const MAX_OVERLAP_SECONDS = 604_800;

/** Body of a request that rotates a signing secret. */
export class RotateWebhookSecretDto {
  @IntegerField({
    description:
      'How long the older secrets stay valid, in seconds, from 0 to 604800 (one week). With 0 they expire at once. A secret that expires earlier is not extended. Default: 86400 (one day).',
    example: DEFAULT_OVERLAP_SECONDS,
    optional: true,
    min: 0,
    max: MAX_OVERLAP_SECONDS,
  })
  overlap_seconds?: number;
}

/** The new signing secret. Only this response contains it. */
export class RotatedWebhookSecretDto {
  @TextField({
    description: 'The new signing secret: `whsec_` and base64. Store it now: it is not returned again.',
    example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    max: 100,
  })
  secret: string;
}
