import { TextField } from '@flowforge/design-system/text-field/text-field';
import styles from './widget.module.css';

const COLOR = /^#[0-9a-fA-F]{6}$/;

interface ColorFieldProps {
  label: string;
  /** `#rrggbb`. */
  value: string;
  onChange: (value: string) => void;
  isReadOnly: boolean;
}

/** A colour as text, with the browser's own picker beside it. */
export function ColorField({ label, value, onChange, isReadOnly }: ColorFieldProps) {
  return (
    <div className={styles.color}>
      <TextField
        label={label}
        name="color"
        isCode
        maxLength={7}
        validate={(text) =>
          text === '' || COLOR.test(text)
            ? null
            : 'Write # and six digits or letters from a to f, such as #2563eb.'
        }
        isReadOnly={isReadOnly}
        value={value}
        onChange={onChange}
        description="As #rrggbb, such as #2563eb, or pick it. The text on it is white or black, whichever is easier to read."
      />
      <input
        type="color"
        aria-label={`Pick the ${label.toLowerCase()}`}
        className={styles.picker}
        disabled={isReadOnly}
        value={COLOR.test(value) ? value : '#000000'}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
