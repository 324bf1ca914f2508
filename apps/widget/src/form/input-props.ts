import type { FormField } from '../api/types.js';
import type { Entry } from '../entries/entries.js';

/** What a field gets. */
export interface FieldProps {
  id: string;
  field: FormField;
  entry: Entry;
  error: string | null;
  onChange: (entry: Entry) => void;
  /** The visitor has left the field. */
  onLeave: () => void;
}

/** What every kind of input gets. */
export interface InputProps extends FieldProps {
  describedBy: string | undefined;
}
