import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { fieldStyles } from '../field/field.js';
import { type FieldErrors, NO_ERRORS, type PlacedErrors, placeErrors, placeMore } from './place-errors.js';

/**
 * Shows the messages of an answer at the controls of a form, and moves the focus to the first of them.
 *
 * @param fieldErrors the same object for as long as it is the same answer
 * @returns the messages by their place, and a function that takes them away: before a form is sent again, because the browser does not send
 * a form with a wrong control, and only the server knows whether it is still wrong
 */
export function usePlacedErrors(
  formRef: RefObject<HTMLFormElement | null>,
  fieldErrors: FieldErrors,
): [placed: PlacedErrors, clear: () => void] {
  const [placed, setPlaced] = useState(NO_ERRORS);
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    if (formRef.current === null) return;
    wantsFocus.current = true;
    setPlaced(placeErrors(fieldErrors, controlsOf(formRef.current)));
  }, [formRef, fieldErrors]);
  useEffect(() => {
    const form = formRef.current;
    if (form === null || Object.keys(placed.elsewhere).length === 0) return;
    const observer = new MutationObserver(() => setPlaced((before) => placeMore(before, controlsOf(form))));
    observer.observe(form, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [formRef, placed]);
  useEffect(() => {
    if (!wantsFocus.current || Object.keys(placed.atControls).length === 0) return;
    wantsFocus.current = false;
    // The first wrong control takes the focus when the form is checked.
    formRef.current?.checkValidity();
  }, [formRef, placed]);
  return [placed, () => setPlaced(NO_ERRORS)];
}

const FIELD = `.${fieldStyles['field'] ?? ''}`;

/** The controls that can show a message, by name, with their lines. */
function controlsOf(form: HTMLFormElement): ReadonlyMap<string, readonly string[]> {
  const controls = new Map<string, readonly string[]>();
  for (const element of form.elements) {
    const name = element.getAttribute('name');
    if (name && isOfField(element)) controls.set(name, linesOf(element));
  }
  return controls;
}

/** Some fields of react-aria have a hidden element with their name, inside of them or right behind them. */
function isOfField(element: Element): boolean {
  return element.closest(FIELD) !== null || element.previousElementSibling?.matches(FIELD) === true;
}

function linesOf(element: Element): string[] {
  if (!(element instanceof HTMLTextAreaElement)) return [];
  return element.value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
