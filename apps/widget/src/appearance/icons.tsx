import type { JSX } from 'preact';

/** A line drawing of 24 × 24. It has no meaning of its own: the button around it has a name. */
function Icon({ path, size = 20 }: { path: string; size?: number }): JSX.Element {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={path} />
    </svg>
  );
}

export const ChatIcon = (): JSX.Element => (
  <Icon
    size={26}
    path="M20 11.5a8 8 0 0 1-8.4 8 9 9 0 0 1-3.7-.8L4 20l1.2-3.5a7.6 7.6 0 0 1-1.2-4.1A8 8 0 0 1 12 4.5a8 8 0 0 1 8 7Z"
  />
);
export const CloseIcon = (): JSX.Element => <Icon path="M18 6 6 18M6 6l12 12" />;
export const SendIcon = (): JSX.Element => <Icon path="M12 19V5M5.5 11.5 12 5l6.5 6.5" />;
export const CheckIcon = (): JSX.Element => <Icon path="m5 12.5 4.5 4.5L19 7.5" />;
export const AlertIcon = (): JSX.Element => (
  <Icon size={16} path="M12 8v5M12 16.5v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z" />
);
export const DownIcon = (): JSX.Element => <Icon size={16} path="M12 5v14M5.5 12.5 12 19l6.5-6.5" />;
