import { Check, Copy } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import styles from './copy.module.css';
import { useCopy } from './use-copy.js';

interface CopyButtonProps {
  text: string;
  /** What is copied: “endpoint”. The button is named “Copy endpoint”. */
  what: string;
  /** Shows the word beside the icon. */
  hasText?: boolean;
}

/** Copies a text. */
export function CopyButton({ text, what, hasText = false }: CopyButtonProps) {
  const { copied, copy } = useCopy(text);
  const Icon = copied ? Check : Copy;
  return (
    <AriaButton
      onPress={copy}
      aria-label={copied ? 'Copied' : `Copy ${what}`}
      className={`${styles.button} ${hasText ? styles.wide : ''}`}
    >
      <Icon size={14} aria-hidden />
      {hasText && <span>{copied ? 'Copied' : 'Copy'}</span>}
    </AriaButton>
  );
}
