import { contrast, textOn } from './colour.js';

export type Theme = 'light' | 'dark';

/** The same as in base.css. */
const SURFACE: Record<Theme, string> = { light: '#ffffff', dark: '#1a1a1f' };
/** A shape with less contrast to the surface gets a border. */
const VISIBLE = 1.6;
/** The contrast that WCAG 2 asks of controls. */
const CONTROL = 3;

/** Custom properties that follow from the brand colour, by name. */
export function brandProperties(colour: string, theme: Theme): Record<string, string> {
  const distance = contrast(colour, SURFACE[theme]);
  return {
    '--brand': colour,
    '--on-brand': textOn(colour),
    '--brand-border': distance < VISIBLE ? 'var(--border-input)' : 'transparent',
    '--accent': distance < CONTROL ? 'var(--text-1)' : colour,
  };
}
