import { ChevronDown, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Option } from '../field/option.js';
import { fieldStyles } from '../field/field.js';
import styles from './filters.module.css';

/** The filters of a list, in a row above it. Their values live in the URL. */
export function Filters({ children }: { children: ReactNode }) {
  return (
    <div className={styles.row} role="group" aria-label="Filters">
      {children}
    </div>
  );
}

interface FilterChipProps {
  /** What is filtered: “Status”. */
  name: string;
  options: readonly Option[];
  /** Undefined: no filter. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** One filter: shows its value, opens its choices, and has a cross that removes it. */
export function FilterChip({ name, options, value, onChange }: FilterChipProps) {
  const chosen = options.find(({ id }) => id === value);
  return (
    <span className={`${styles.chip} ${chosen ? styles.active : ''}`}>
      <MenuTrigger>
        <AriaButton className={styles.open ?? ''}>
          {name}
          {chosen && <strong className={styles.value}>{chosen.label}</strong>}
          <ChevronDown size={14} aria-hidden />
        </AriaButton>
        <Popover className={fieldStyles.popover ?? ''} offset={4}>
          <Menu
            aria-label={name}
            items={options}
            selectionMode="single"
            selectedKeys={value === undefined ? [] : [value]}
            onAction={(key) => onChange(String(key))}
          >
            {({ id, label }) => (
              <MenuItem id={id} textValue={label} className={fieldStyles.option ?? ''}>
                {label}
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {chosen && (
        <AriaButton
          aria-label={`Remove the filter ${name}`}
          className={styles.remove ?? ''}
          onPress={() => onChange(undefined)}
        >
          <X size={14} aria-hidden />
        </AriaButton>
      )}
    </span>
  );
}
