import {
  Input,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaProps,
} from 'react-aria-components';
import { FieldFrame, type FieldTexts, fieldStyles as styles } from '../field/field.js';

export interface TextFieldProps
  extends Omit<AriaProps, 'className' | 'style' | 'children' | 'isRequired'>, FieldTexts {
  placeholder?: string;
  /** Several lines. */
  rows?: number;
  /** Fixed-width type, for addresses, ids and code. */
  isCode?: boolean;
}

/** A line or a block of text. Required unless it is optional. */
export function TextField({
  label,
  description,
  isOptional,
  placeholder,
  rows,
  isCode,
  ...props
}: TextFieldProps) {
  const className = `${styles.control} ${isCode ? styles.code : ''}`;
  // Arabic begins at the right; addresses and ids never do.
  const dir = isCode ? 'ltr' : 'auto';
  return (
    <AriaTextField {...props} isRequired={!isOptional} className={styles.field ?? ''}>
      <FieldFrame label={label} description={description} isOptional={isOptional}>
        {rows === undefined ? (
          <Input dir={dir} className={className} placeholder={placeholder} />
        ) : (
          <TextArea dir={dir} className={className} rows={rows} placeholder={placeholder} />
        )}
      </FieldFrame>
    </AriaTextField>
  );
}
