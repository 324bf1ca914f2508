import { Check } from 'lucide-react';
import { ListBoxItem } from 'react-aria-components';
import styles from './field.module.css';

/** One choice of a Select or a ComboBox. */
export interface Option {
  id: string;
  label: string;
  /** A second, quieter line. */
  note?: string;
}

/** A choice in an open list. */
export function OptionItem({ option }: { option: Option }) {
  return (
    <ListBoxItem id={option.id} textValue={option.label} className={styles.option ?? ''}>
      <span className={styles.optionText}>
        {option.label}
        {option.note !== undefined && <span className={styles.optionNote}>{option.note}</span>}
      </span>
      <Check size={16} className={styles.check} aria-hidden />
    </ListBoxItem>
  );
}
