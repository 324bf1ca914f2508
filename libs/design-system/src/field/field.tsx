import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
import styles from './field.module.css';

/** What every field has. */
export interface FieldTexts {
  label: string;
  /** Help below the field: format, limits, what it is for. */
  description?: ReactNode;
  /** Required fields are the usual case and carry no mark. */
  isOptional?: boolean;
}

interface FieldFrameProps extends FieldTexts {
  /** Whether error and help stand above the control. With many choices they would be out of sight below. */
  hasTextsAbove?: boolean;
  children: ReactNode;
}

/**
 * Label, control, and the error or the help, usually below it. Both have one place of the same height: an error goes when its field loses the
 * focus, and a button that moved at this moment would miss the click. Stands inside of a field of react-aria-components.
 */
export function FieldFrame({
  label,
  description,
  isOptional,
  hasTextsAbove = false,
  children,
}: FieldFrameProps) {
  return (
    <>
      <span className={styles.labelRow}>
        <Label className={styles.label}>{label}</Label>
        {isOptional && <span className={styles.optional}>optional</span>}
      </span>
      {!hasTextsAbove && children}
      <div className={styles.texts} data-empty={description === undefined ? '' : undefined}>
        <FieldError className={styles.error ?? ''} />
        {description !== undefined && (
          <Text slot="description" className={styles.description}>
            {description}
          </Text>
        )}
      </div>
      {hasTextsAbove && children}
    </>
  );
}

/** Class names that the fields share. */
export const fieldStyles = styles;
