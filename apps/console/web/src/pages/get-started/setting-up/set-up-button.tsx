import { Button } from '@flowforge/design-system/button/button';
import { Notice } from '@flowforge/design-system/state/notice';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { messageOf } from '../../../api/api-error.js';

interface SetUpButtonProps {
  /** What a press does. */
  onSetUp: () => Promise<void>;
  isPrimary: boolean;
  children: string;
}

/** Does a step with one press. Everything is read again after it, also when only a part of it succeeded. */
export function SetUpButton({ onSetUp, isPrimary, children }: SetUpButtonProps) {
  const queryClient = useQueryClient();
  const setUp = useMutation({
    mutationFn: onSetUp,
    onSettled: () =>
      queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
  });
  return (
    <>
      <Button
        variant={isPrimary ? 'primary' : 'secondary'}
        onPress={() => setUp.mutate()}
        isPending={setUp.isPending}
      >
        {children}
      </Button>
      {setUp.error !== null && <Notice tone="danger">{messageOf(setUp.error)}</Notice>}
    </>
  );
}
