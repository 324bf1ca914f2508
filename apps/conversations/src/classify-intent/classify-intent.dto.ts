import { IdField, NumberField, TextField } from '@flowforge/service-kit/http/fields';
import { ObjectListField } from '@flowforge/service-kit/http/list-fields';

const INTENT_ID = '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7b';

export class ClassifyIntentDto {
  @IdField({
    description: 'The assistant whose intents are asked.',
    example: '0199c7a1-5d6c-7d4e-8f3a-2b1c0d9e8f7a',
  })
  assistant_id: string;

  @TextField({
    description: 'The message, 1 to 4,000 characters. The first 600 are looked at.',
    example: 'Could I get a quote, please?',
    max: 4_000,
  })
  text: string;
}

export class RankedIntentDto {
  @IdField({ description: 'The intent.', example: INTENT_ID })
  intent_id: string;

  @NumberField({ description: 'How likely the message shows it, 0 to 1.', example: 0.91 })
  confidence: number;
}

export class ClassificationDto {
  @IdField({
    description:
      "The intent that the message shows. Null for none: no guess reaches the intent's threshold, or two are too close.",
    example: INTENT_ID,
    nullable: true,
  })
  intent_id: string | null;

  @NumberField({
    description: 'The confidence of the best guess, 0 to 1; 1 for a text that is an example word for word.',
    example: 0.91,
  })
  confidence: number;

  @ObjectListField({
    description: 'The best guesses, best first, also when none is recognised.',
    example: [{ intent_id: INTENT_ID, confidence: 0.91 }],
    of: () => RankedIntentDto,
    maxItems: 5,
  })
  ranking: RankedIntentDto[];
}
