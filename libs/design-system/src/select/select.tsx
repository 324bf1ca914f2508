import { ChevronDown } from 'lucide-react';
import { Button, ListBox, Popover, Select as AriaSelect, SelectValue } from 'react-aria-components';
import { FieldFrame, type FieldTexts, fieldStyles as styles } from '../field/field.js';
import { type Option, OptionItem } from '../field/option.js';

export interface SelectProps extends FieldTexts {
  options: readonly Option[];
  name?: string;
  value?: string | null;
  defaultValue?: string;
  onChange?: (id: string) => void;
  placeholder?: string;
  /** Shown in the open list when there are no options. */
  emptyText?: string;
  isDisabled?: boolean;
}

/** A drop-down: one of a few choices. Use a ComboBox for more than about 20. */
export function Select({
  label,
  description,
  isOptional,
  options,
  emptyText,
  onChange,
  ...props
}: SelectProps) {
  return (
    <AriaSelect
      {...props}
      isRequired={!isOptional}
      onChange={(key) => key !== null && onChange?.(String(key))}
      className={styles.field ?? ''}
    >
      <FieldFrame label={label} description={description} isOptional={isOptional}>
        <Button className={`${styles.control} ${styles.button}`}>
          <SelectValue className={styles.value ?? ''} />
          <ChevronDown size={16} aria-hidden />
        </Button>
      </FieldFrame>
      <Popover className={styles.popover ?? ''} offset={4}>
        <ListBox
          items={options}
          renderEmptyState={() => (
            <p className={styles.nothing}>{emptyText ?? 'There is nothing to choose.'}</p>
          )}
        >
          {(option) => <OptionItem option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
