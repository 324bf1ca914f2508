import { Button } from '@flowforge/design-system/button/button';
import { headerNameError, MAX_HEADERS } from '@flowforge/contracts/routing/header-name';
import { TextField } from '@flowforge/design-system/text-field/text-field';
import { Plus, Trash2 } from 'lucide-react';
import { type HeaderDraft, isRepeated } from './draft.js';
import styles from './settings.module.css';

interface HeaderFieldsProps {
  headers: readonly HeaderDraft[];
  onChange: (headers: HeaderDraft[]) => void;
  isReadOnly: boolean;
}

/** The custom headers: a row for each. */
export function HeaderFields({ headers, onChange, isReadOnly }: HeaderFieldsProps) {
  const change = (key: number, part: Partial<HeaderDraft>) =>
    onChange(headers.map((header) => (header.key === key ? { ...header, ...part } : header)));
  const nextKey = Math.max(-1, ...headers.map(({ key }) => key)) + 1;
  return (
    <>
      {headers.length === 0 && <p className={styles.none}>No custom header.</p>}
      {headers.map(({ key, name, value }, at) => (
        <div key={key} className={styles.header}>
          <TextField
            label={`Header ${at + 1}`}
            isCode
            isReadOnly={isReadOnly}
            value={name}
            onChange={(to) => change(key, { name: to })}
            validate={(text) => nameError(text, headers)}
            description="Example: x-api-key."
          />
          <TextField
            label={`Value ${at + 1}`}
            name={`headers.${name.trim()}`}
            isCode
            isReadOnly={isReadOnly}
            value={value}
            onChange={(to) => change(key, { value: to })}
          />
          {!isReadOnly && (
            <Button
              aria-label={`Remove header ${at + 1}`}
              variant="quiet"
              icon={<Trash2 size={16} aria-hidden />}
              onPress={() => onChange(headers.filter((header) => header.key !== key))}
            >
              Remove
            </Button>
          )}
        </div>
      ))}
      {!isReadOnly && headers.length < MAX_HEADERS && (
        <div>
          <Button
            size="small"
            icon={<Plus size={14} aria-hidden />}
            onPress={() => onChange([...headers, { key: nextKey, name: '', value: '' }])}
          >
            Add a header
          </Button>
        </div>
      )}
    </>
  );
}

function nameError(name: string, headers: readonly HeaderDraft[]): string | null {
  if (name.trim() === '') return null;
  if (isRepeated(name, headers)) return 'Another header has this name. Upper and lower case are the same.';
  const error = headerNameError(name.trim());
  return error === null ? null : `This ${error}.`;
}
