import { TextField } from '@flowforge/service-kit/http/fields';

export class SendAgentMessageDto {
  @TextField({
    description: 'The message to the visitor, 1 to 4,000 characters, not only spaces.',
    example: 'This is Ann from the front desk. How can I help?',
    max: 4_000,
    pattern: /\S/,
    patternHint: 'must not be blank',
  })
  text: string;
}
