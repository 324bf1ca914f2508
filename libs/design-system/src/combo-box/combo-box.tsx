import { ChevronDown } from 'lucide-react';
import { Button, ComboBox as AriaComboBox, Group, Input, ListBox, Popover } from 'react-aria-components';
import { FieldFrame, type FieldTexts, fieldStyles as styles } from '../field/field.js';
import { type Option, OptionItem } from '../field/option.js';

export interface ComboBoxProps extends FieldTexts {
  options: readonly Option[];
  name?: string;
  value?: string | null;
  defaultValue?: string;
  onChange?: (id: string) => void;
  placeholder?: string;
  isDisabled?: boolean;
}

/** A drop-down that is searched by typing: one of many choices. */
export function ComboBox({
  label,
  description,
  isOptional,
  options,
  placeholder,
  onChange,
  ...props
}: ComboBoxProps) {
  return (
    <AriaComboBox
      {...props}
      isRequired={!isOptional}
      defaultItems={options}
      onChange={(key) => key !== null && onChange?.(String(key))}
      menuTrigger="focus"
      // Without it a list that is still being read does not open, also not when its options arrive.
      allowsEmptyCollection
      className={styles.field ?? ''}
    >
      <FieldFrame label={label} description={description} isOptional={isOptional}>
        <Group className={`${styles.control} ${styles.group}`}>
          <Input className={styles.input} placeholder={placeholder} />
          <Button className={styles.step}>
            <ChevronDown size={16} aria-hidden />
          </Button>
        </Group>
      </FieldFrame>
      <Popover className={styles.popover ?? ''} offset={4}>
        {/* The list is drawn outside of the page's landmarks, so it needs one of its own. */}
        <section aria-label={label}>
          <ListBox<Option>
            renderEmptyState={() => (
              <p className={styles.nothing}>
                {options.length === 0 ? 'There is nothing to choose yet.' : 'Nothing matches.'}
              </p>
            )}
          >
            {(option) => <OptionItem option={option} />}
          </ListBox>
        </section>
      </Popover>
    </AriaComboBox>
  );
}
