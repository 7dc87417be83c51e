/** What the checks of several providers share. */
import { sha256Hex } from '../../store/hash.ts';

/** The bytes, or undefined for what is no Base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Compares digests, so that the time taken tells nothing of the text. */
export async function sameText(a: string, b: string): Promise<boolean> {
  return (await sha256Hex(a)) === (await sha256Hex(b));
}
