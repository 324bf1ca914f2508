import { type Theme, THEMES, useTheme } from '@flowforge/design-system/theme/theme.ts';
import { Monitor, Moon, Sun } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import styles from './frame.module.css';

const ICONS = { system: Monitor, light: Sun, dark: Moon };
const NAMES: Record<Theme, string> = {
  system: 'Theme of the system',
  light: 'Light theme',
  dark: 'Dark theme',
};

/** Light, dark, or as the system is. */
export function ThemeSwitch() {
  const [theme, setTheme] = useTheme();
  return (
    <ToggleButtonGroup
      aria-label="Theme"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[theme]}
      onSelectionChange={([chosen]) => setTheme(THEMES.find((each) => each === chosen) ?? 'system')}
      className={styles.themes ?? ''}
    >
      {THEMES.map((each) => {
        const Icon = ICONS[each];
        return (
          <ToggleButton key={each} id={each} aria-label={NAMES[each]} className={styles.theme ?? ''}>
            <Icon size={14} aria-hidden />
          </ToggleButton>
        );
      })}
    </ToggleButtonGroup>
  );
}
