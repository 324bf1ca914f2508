import { shortId } from '../format/short-id.js';
import { CopyButton } from './copy-button.js';
import styles from './copy.module.css';

interface CopyableIdProps {
  id: string;
  /** What the id belongs to: “delivery id”. */
  what: string;
  /** Shows the whole id. */
  isWhole?: boolean;
}

/** An id, shortened in the middle. Its button copies the whole. */
export function CopyableId({ id, what, isWhole = false }: CopyableIdProps) {
  return (
    <span className={styles.id}>
      <code title={id}>{isWhole ? id : shortId(id)}</code>
      <CopyButton text={id} what={what} />
    </span>
  );
}
