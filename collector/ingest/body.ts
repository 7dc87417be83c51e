/** Reads a request's body as text and refuses what is too large by the bytes that really arrive. */

/** The text and its size in bytes, or null when there are more than `limit`. */
export async function readBody(
  request: Request,
  limit: number,
): Promise<{ text: string; bytes: number } | null> {
  if (Number(request.headers.get('Content-Length') ?? 0) > limit) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) return null;
    chunks.push(chunk);
  }
  return { text: decode(chunks, bytes), bytes };
}

/** Invalid UTF-8 becomes U+FFFD, as the Encoding standard decodes; a byte order mark is dropped. */
function decode(chunks: Uint8Array[], bytes: number): string {
  const [only] = chunks;
  if (only && chunks.length === 1) return new TextDecoder().decode(only);
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return new TextDecoder().decode(whole);
}
