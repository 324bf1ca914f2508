import { Check } from 'lucide-react';
import {
  Checkbox as AriaCheckbox,
  CheckboxGroup as AriaCheckboxGroup,
  type CheckboxGroupProps as AriaGroupProps,
  type CheckboxProps as AriaProps,
} from 'react-aria-components';
import type { ReactNode } from 'react';
import { FieldFrame, type FieldTexts, fieldStyles } from '../field/field.js';
import styles from './checkbox.module.css';

export interface CheckboxProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  children: ReactNode;
  description?: ReactNode;
}

/** One thing that is chosen or not. */
export function Checkbox({ children, description, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className={styles.checkbox ?? ''}>
      <span className={styles.box} aria-hidden="true">
        <Check size={12} strokeWidth={3} />
      </span>
      <span className={styles.text}>
        {children}
        {description !== undefined && <span className={styles.description}>{description}</span>}
      </span>
    </AriaCheckbox>
  );
}

/** The browser's own message speaks of one box. */
function isEmpty(chosen: readonly string[]): string | null {
  return chosen.length === 0 ? 'Choose at least one.' : null;
}

export interface CheckboxGroupProps
  extends Omit<AriaGroupProps, 'className' | 'style' | 'children' | 'isRequired'>, FieldTexts {
  children: ReactNode;
}

/** Several checkboxes that answer one question. */
export function CheckboxGroup({ label, description, isOptional, children, ...props }: CheckboxGroupProps) {
  return (
    <AriaCheckboxGroup
      {...(!isOptional && { validate: isEmpty })}
      {...props}
      isRequired={!isOptional}
      className={fieldStyles.field ?? ''}
    >
      <FieldFrame
        label={label}
        description={description}
        isOptional={isOptional}
        hasTextsAbove={description !== undefined}
      >
        <div className={styles.group}>{children}</div>
      </FieldFrame>
    </AriaCheckboxGroup>
  );
}
