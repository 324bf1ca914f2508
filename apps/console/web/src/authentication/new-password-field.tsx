import { TextField } from '@flowforge/design-system/text-field/text-field';

/** A new password: the same rule everywhere. */
export function NewPasswordField({
  label = 'Password',
  name = 'password',
}: {
  label?: string;
  name?: string;
}) {
  return (
    <TextField
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      minLength={10}
      maxLength={200}
      description="At least 10 characters. A sentence is easy to remember and hard to guess."
    />
  );
}
