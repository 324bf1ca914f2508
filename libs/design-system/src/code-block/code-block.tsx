import { CopyButton } from '../copy/copy-button.js';
import styles from './code-block.module.css';

interface CodeBlockProps {
  code: string;
  /** What is copied; the code when it is left out. For a body that is shown with other white space than it has. */
  copied?: string;
  /** What it is: names the block, and the button “Copy …”. */
  label: string;
  /** Shows the label above the code. */
  hasTitle?: boolean;
  /** Breaks long lines. */
  isWrapped?: boolean;
}

/** Code or a body, in fixed width. It scrolls by itself and is reached by keyboard. */
export function CodeBlock({
  code,
  copied = code,
  label,
  hasTitle = false,
  isWrapped = false,
}: CodeBlockProps) {
  return (
    <figure className={styles.block}>
      {hasTitle && <figcaption className={styles.title}>{label}</figcaption>}
      <div className={styles.copy}>
        <CopyButton text={copied} what={label} />
      </div>
      <pre
        className={`${styles.code} ${isWrapped ? styles.wrapped : ''}`}
        tabIndex={0}
        role="group"
        aria-label={label}
      >
        <code>{code}</code>
      </pre>
    </figure>
  );
}
