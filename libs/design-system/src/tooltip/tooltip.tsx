import type { DOMAttributes, ReactElement, ReactNode } from 'react';
import { Focusable, Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import styles from './tooltip.module.css';

interface TooltipProps {
  /** What the tooltip says. Never the only place of something that must be known. */
  text: ReactNode;
  /** One plain element that can have the focus. */
  children: ReactElement<DOMAttributes<Element>, string>;
}

/** More about an element, on hover and on focus. */
export function Tooltip({ text, children }: TooltipProps) {
  return (
    <TooltipTrigger delay={250} closeDelay={80}>
      <Focusable>{children}</Focusable>
      <AriaTooltip offset={6} className={styles.tooltip ?? ''}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
