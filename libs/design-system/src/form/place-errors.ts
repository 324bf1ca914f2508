/** Messages of the server by the path of the wrong value in the request: `name`, `rate_limit.limit`, `allowed_origins[0]`. */
export type FieldErrors = Readonly<Record<string, string[]>>;

/** Messages by where they are shown. */
export interface PlacedErrors {
  /** By the `name` of the control that shows them. */
  atControls: Readonly<Record<string, string[]>>;
  /** By path: those of values that no control of the form has. */
  elsewhere: FieldErrors;
}

export const NO_ERRORS: PlacedErrors = { atControls: {}, elsewhere: {} };

/**
 * Finds the control for each message. It is the one whose name is the path. Without one it is that of the nearest enclosing value, such as
 * `allowed_origins` for `allowed_origins[1]`; the message then begins with the entry that is meant.
 *
 * @param controls for each name of a control its lines, without empty ones; no lines for a control of a single line
 */
export function placeErrors(
  errors: FieldErrors,
  controls: ReadonlyMap<string, readonly string[]>,
): PlacedErrors {
  const atControls: Record<string, string[]> = {};
  const elsewhere: Record<string, string[]> = {};
  for (const [path, messages] of Object.entries(errors)) {
    const name = nearestControl(path, controls);
    if (name === undefined) elsewhere[path] = messages;
    else {
      const entry = entryName(path.slice(name.length), controls.get(name) ?? []);
      (atControls[name] ??= []).push(...messages.map((message) => entry + message));
    }
  }
  return { atControls, elsewhere };
}

/** Places again what has no control so far: more controls may be there now. What has a place keeps it. The same object if nothing changes. */
export function placeMore(
  placed: PlacedErrors,
  controls: ReadonlyMap<string, readonly string[]>,
): PlacedErrors {
  const more = placeErrors(placed.elsewhere, controls);
  if (Object.keys(more.atControls).length === 0) return placed;
  const atControls: Record<string, string[]> = { ...placed.atControls };
  for (const [name, messages] of Object.entries(more.atControls))
    atControls[name] = [...(atControls[name] ?? []), ...messages];
  return { atControls, elsewhere: more.elsewhere };
}

function nearestControl(path: string, controls: ReadonlyMap<string, unknown>): string | undefined {
  for (let name = path; name !== ''; name = enclosing(name)) if (controls.has(name)) return name;
  return undefined;
}

/** `fields[0].name` → `fields[0]` → `fields` → empty. */
function enclosing(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.'), path.lastIndexOf('[')));
}

/** The entry as the start of a message: its text if it is a line of the control, else its number or name. Empty for the value itself. */
function entryName(rest: string, lines: readonly string[]): string {
  if (rest === '') return '';
  const index = /^\[(\d+)\]$/.exec(rest)?.[1];
  if (index === undefined) return `${rest.replace(/^\./, '')}: `;
  const line = lines[Number(index)];
  return line === undefined ? `Entry ${Number(index) + 1}: ` : `“${shortened(line)}”: `;
}

function shortened(line: string): string {
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}
