import { type ReactNode, useRef } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  type PressEvent,
} from 'react-aria-components';
import styles from './button.module.css';

/** How much a button stands out: one `primary` a page; `danger` only inside of a confirmation. */
export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  variant?: ButtonVariant;
  size?: 'small' | 'medium';
  /** An icon before the text, 16 px. */
  icon?: ReactNode;
  /** Whether what it does is running: it keeps its width and the focus, and ignores presses. */
  isPending?: boolean;
  children: ReactNode;
}

/** A button that does something. Two presses within one instant are one. */
export function Button(props: ButtonProps) {
  const {
    variant = 'secondary',
    size = 'medium',
    icon,
    isPending = false,
    onPress,
    type,
    children,
    ...rest
  } = props;
  // A second press may come before the first one has drawn the button as pending.
  const isHandling = useRef(false);
  function press(event: PressEvent) {
    if (isPending || isHandling.current) return;
    isHandling.current = true;
    // This timer runs after the one with which a mutation becomes pending.
    setTimeout(() => (isHandling.current = false));
    onPress?.(event);
  }
  // react-aria's own pending state announces the button's id, which is dangling once the button has led to another page.
  return (
    <AriaButton
      {...rest}
      type={isPending ? 'button' : type}
      onPress={press}
      aria-disabled={isPending}
      data-waiting={isPending || undefined}
      className={`${styles.button} ${styles[variant]} ${size === 'small' ? styles.small : ''}`}
    >
      {icon}
      <span className={styles.text}>{children}</span>
      {isPending && <span className={styles.spinner} aria-hidden="true" />}
    </AriaButton>
  );
}
