import { ROLES } from '@flowforge/contracts/words';
import { TextField } from '@flowforge/service-kit/http/fields';
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { EMAIL, EMAIL_MAX, normalizeEmail, PASSWORD_MAX, PASSWORD_MIN, USER_NAME_MAX } from './user.js';

/** The e-mail address of an account in a request; upper case becomes lower case. */
export function EmailField(description: string): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normalizeEmail(value) : value)),
    TextField({
      description: `${description} At most ${EMAIL_MAX} characters; upper and lower case are the same.`,
      example: 'ada@example.com',
      min: 3,
      max: EMAIL_MAX,
      pattern: EMAIL,
      patternHint: 'must be an e-mail address, such as ada@example.com',
    }),
  );
}

/** A new password in a request. */
export function NewPasswordField(description: string): PropertyDecorator {
  return TextField({
    description: `${description} ${PASSWORD_MIN} to ${PASSWORD_MAX} characters of any kind.`,
    example: 'correct horse battery staple',
    min: PASSWORD_MIN,
    max: PASSWORD_MAX,
    format: 'password',
  });
}

/** An existing password in a request. Its length is not checked: a password that is too short is a wrong one. */
export function PasswordField(description: string): PropertyDecorator {
  return TextField({
    description: `${description} At most ${PASSWORD_MAX} characters.`,
    example: 'correct horse battery staple',
    max: PASSWORD_MAX,
    format: 'password',
  });
}

/** Options of the field `name` of a user. */
export const USER_NAME_FIELD = {
  description: `Name of the person, 1 to ${USER_NAME_MAX} characters. It need not be unique.`,
  example: 'Ada Lovelace',
  max: USER_NAME_MAX,
};

/** Options of the field `email` of a user in an answer. */
export const EMAIL_FIELD = {
  description: 'E-mail address of the account, in lower case.',
  example: 'ada@example.com',
  max: EMAIL_MAX,
};

/** Options of the field `role`. */
export const ROLE_FIELD = {
  description:
    'Role in the workspace. `owner`: everything. `editor`: everything but members, api keys and the workspace itself. `viewer`: read only.',
  example: 'editor',
  choices: ROLES,
};
