/** Short names for long texts, for states that must stay small. */

/** FNV-1a (draft-eastlake-fnv), 32 bits. */
export function shortName(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
