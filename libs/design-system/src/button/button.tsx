import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';

/** How much a button stands out: one `primary` a page; `danger` only inside of a confirmation. */
export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  variant?: ButtonVariant;
  size?: 'small' | 'medium';
  /** An icon before the text, 16 px. */
  icon?: ReactNode;
  children: ReactNode;
}

/** A button that does something. While `isPending` it keeps its width and takes no second press. */
export function Button({ variant = 'secondary', size = 'medium', icon, children, ...props }: ButtonProps) {
  return (
    <AriaButton
      {...props}
      className={`${styles.button} ${styles[variant]} ${size === 'small' ? styles.small : ''}`}
    >
      {icon}
      <span className={styles.text}>{children}</span>
      {props.isPending && <span className={styles.spinner} aria-hidden="true" />}
    </AriaButton>
  );
}
