/** An id shortened in the middle: `0196f0a4…3b4a`. A short one is left whole. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
